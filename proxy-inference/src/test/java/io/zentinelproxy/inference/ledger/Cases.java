package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits, claims and entries as the tests need them. */
final class Cases {
    /** A Wednesday, 12:00 UTC. */
    static final long NOON = 1_792_584_000_000L;

    private Cases() {}

    static Limit day(String id, long most) {
        return calendar(id, Window.Unit.DAY, most, 0, null);
    }

    static Limit calendar(String id, Window.Unit unit, long most, long extra, @Nullable Long rollover) {
        return new Limit(
                id, Measure.TOKENS, new Window.Calendar(unit), most, extra, rollover, List.of(500, 800, 1000), true);
    }

    static Limit bucket(String id, long most, Duration period, long burst) {
        return new Limit(id, Measure.TOKENS, new Window.Bucket(period, burst), most, 0, null, List.of(), true);
    }

    static Limit rolling(String id, long most, Duration length) {
        return new Limit(id, Measure.TOKENS, new Window.Rolling(length), most, 0, null, List.of(), true);
    }

    static Limit counting(Limit limit) {
        return new Limit(
                limit.id(),
                limit.measure(),
                limit.window(),
                limit.most(),
                limit.extra(),
                limit.rollover(),
                limit.thresholds(),
                false);
    }

    static Entry entry(String id, long tokens) {
        return new Entry(
                id,
                NOON,
                "chat",
                "key",
                "team",
                "gpt-4o",
                new Usage(tokens, 0, 0, 0, 0),
                tokens * 3,
                UsageSource.PROVIDER,
                AnswerEnd.STOP);
    }

    static Decision reserve(Ledger ledger, Limit limit, String holder, long amount) throws LedgerException {
        return ledger.reserve(List.of(new Claim(limit, holder, amount)));
    }

    static Reservation granted(Decision decision) {
        return switch (decision) {
            case Decision.Granted granted -> granted.reservation();
            case Decision.Refused refused -> throw new AssertionError("refused: " + refused);
        };
    }

    static Decision.Refused refused(Decision decision) {
        return switch (decision) {
            case Decision.Granted granted -> throw new AssertionError("granted: " + granted);
            case Decision.Refused refused -> refused;
        };
    }

    static AccountState only(Ledger ledger, Limit limit) throws LedgerException {
        List<AccountState> states = ledger.states(limit, 2);
        if (states.size() != 1) {
            throw new AssertionError(states);
        }
        return states.getFirst();
    }

    /** A clock that is set. */
    static final class Hands implements LedgerClock {
        private volatile long millis = NOON;

        @Override
        public long millis() {
            return millis;
        }

        void pass(Duration time) {
            millis += time.toMillis();
        }
    }
}
