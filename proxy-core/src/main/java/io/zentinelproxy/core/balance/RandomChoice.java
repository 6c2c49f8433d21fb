package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;

/** Takes any endpoint, each as likely as its weight says. */
final class RandomChoice implements Balancer {
    private final Turns.Kept turns = Turns.Kept.byWeight();
    private final Dice dice;

    RandomChoice(Dice dice) {
        this.dice = dice;
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        Turns round = turns.of(among);
        return round.at(dice.below(round.size()));
    }
}
