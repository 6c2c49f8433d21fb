package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;

/**
 * Draws a few endpoints at random and takes the one with the fewest requests under way for its weight: nearly as even as looking at all,
 * without everybody running to the same one (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001).
 */
final class PowerOfChoices implements Balancer {
    private final int choices;
    private final Picks picks;

    PowerOfChoices(int choices, Dice dice) {
        this.choices = choices;
        picks = new Picks(dice);
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        Endpoint best = picks.any(among);
        if (among.usable().size() == 1) {
            return best;
        }
        for (int drawn = 1; drawn < choices; drawn++) {
            Endpoint other = picks.other(among, best);
            if ((long) other.underWay() * best.weight() < (long) best.underWay() * other.weight()) {
                best = other;
            }
        }
        return best;
    }
}
