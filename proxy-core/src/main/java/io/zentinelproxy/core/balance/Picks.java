package io.zentinelproxy.core.balance;

/** Draws some of the candidates at random, each as likely as its weight says. Any thread. */
final class Picks {
    private final Turns.Kept turns = Turns.Kept.byWeight();
    private final Dice dice;

    Picks(Dice dice) {
        this.dice = dice;
    }

    /** One of the candidates. */
    Endpoint any(Candidates among) {
        Turns round = turns.of(among);
        return round.at(dice.below(round.size()));
    }

    /** One of the candidates, of which there are two at least, but not this one. */
    Endpoint other(Candidates among, Endpoint than) {
        Endpoint drawn = any(among);
        if (drawn != than) {
            return drawn;
        }
        int count = among.usable().size();
        int at = among.usable().indexOf(than);
        return among.usable().get((at + 1 + dice.below(count - 1)) % count);
    }
}
