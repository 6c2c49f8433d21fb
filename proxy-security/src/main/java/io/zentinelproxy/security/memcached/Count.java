package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.quota.Charge;
import java.util.Arrays;

/** One charge of a decision, as it is counted in memcached. Belongs to one thread. */
sealed interface Count {
    Charge charge();

    /** Adds the one command with which a decision begins. */
    void ask(Commands commands, long now);

    /**
     * Takes the reply to it.
     *
     * @throws BadReplyException where it is none to that command
     */
    void told(Reply reply) throws BadReplyException;

    /** Whether the cost fits, or has fitted; with cost 0, whether one permit is left. */
    boolean fits();

    /** Tells the charge. */
    void answer(boolean taken, long now);

    /** The cost, within what can be counted. */
    static long cost(Charge charge) {
        return Math.clamp(charge.cost(), -Windows.MOST, Windows.MOST);
    }

    /** By windows: the first command has taken the cost already. */
    final class Windowed implements Count {
        private final Charge charge;
        private final byte[] name;
        private final Windows windows;
        private final Lifetime lifetime;
        private final long cost;
        private long window;
        private long value;

        Windowed(Charge charge, byte[] name, Windows windows, Lifetime lifetime) {
            this.charge = charge;
            this.name = name;
            this.windows = windows;
            this.lifetime = lifetime;
            cost = cost(charge);
        }

        @Override
        public Charge charge() {
            return charge;
        }

        @Override
        public void ask(Commands commands, long now) {
            window = windows.at(now);
            if (cost > 0) {
                commands.add(counter(window), cost, seconds(window, now));
            } else if (cost < 0) {
                commands.subtract(counter(window), -cost);
            } else {
                commands.get(counter(window));
            }
        }

        @Override
        public void told(Reply reply) throws BadReplyException {
            value = reply.number();
        }

        /** Whether the window that was asked had ended at this time. */
        boolean isOver(long time) {
            return time >= windows.end(window);
        }

        /** What is more than a whole window, though not than the burst, has an empty one and owes the rest. */
        @Override
        public boolean fits() {
            if (cost == 0) {
                return value < windows.most();
            }
            return value <= windows.most()
                    || (value == cost && cost <= charge.limiter().rate().burst());
        }

        /** What is used by this charge beyond its window, and has to be taken from those that follow. */
        long owed() {
            return Math.clamp(value - windows.most(), 0, Math.max(0, cost));
        }

        /** Whether something would be left for smaller costs, were this given back. */
        boolean leavesSome() {
            return value - cost < windows.most();
        }

        void giveBack(Commands commands) {
            if (cost > 0) {
                commands.subtractQuietly(counter(window), cost);
            }
        }

        /** Takes a part of what is owed from a window to come. */
        void takeAhead(Commands commands, int ahead, long part, long now) {
            commands.add(counter(window + ahead), part, seconds(window + ahead, now));
        }

        long most() {
            return windows.most();
        }

        private byte[] counter(long number) {
            return KeyNames.behind(name, "|" + number);
        }

        private long seconds(long number, long now) {
            return lifetime.seconds(windows.end(number) - now);
        }

        @Override
        public void answer(boolean taken, long now) {
            long used = taken ? value : value - cost;
            long untilEnd = Math.max(0, windows.end(window) - now);
            boolean fits = fits();
            long left = windows.most() - used;
            charge.answer(fits, cost > 0 ? Math.max(0, left) : left, fits ? 0 : untilEnd, used > 0 ? untilEnd : 0);
        }
    }

    /** By a bucket that is changed where it is still the one that was read. */
    final class Bucketed implements Count {
        private final Charge charge;
        private final byte[] name;
        private final Lifetime lifetime;
        private final long cost;
        private Bucket before;
        private long now;
        private boolean isNew;
        private long version;
        private boolean stored;

        Bucketed(Charge charge, byte[] name, Lifetime lifetime) {
            this(charge, name, lifetime, cost(charge));
        }

        private Bucketed(Charge charge, byte[] name, Lifetime lifetime, long cost) {
            this.charge = charge;
            this.name = name;
            this.lifetime = lifetime;
            this.cost = cost;
            before = Bucket.FULL;
        }

        /** The same, to be given back. */
        Bucketed reversed() {
            return new Bucketed(charge, name, lifetime, -cost);
        }

        /** Some number that is the same for the same bucket. */
        int place() {
            return Arrays.hashCode(name);
        }

        @Override
        public Charge charge() {
            return charge;
        }

        @Override
        public void ask(Commands commands, long time) {
            now = time;
            commands.getVersion(name);
        }

        @Override
        public void told(Reply reply) throws BadReplyException {
            isNew = reply.is(Reply.Code.MISS);
            before = (isNew ? Bucket.FULL : Bucket.parse(reply))
                    .at(now, charge.limiter().rate());
            version = reply.version();
        }

        @Override
        public boolean fits() {
            return before.holds(Math.max(1, cost), charge.limiter().rate());
        }

        /** Whether something was taken. */
        boolean isTaken() {
            return stored;
        }

        /** Whether nothing is left to be stored. */
        boolean isStored() {
            return stored || cost == 0;
        }

        /** Adds the command that takes the cost, or gives it back where it is negative. */
        void store(Commands commands) {
            Bucket after = before.less(cost);
            long seconds =
                    lifetime.seconds(after.nanosUntilFull(charge.limiter().rate()));
            if (isNew) {
                commands.setFirst(name, after.text(), seconds);
            } else {
                commands.setVersion(name, after.text(), seconds, version);
            }
        }

        void stored(Reply reply) throws BadReplyException {
            stored = switch (reply.code()) {
                case DONE -> true;
                case EXISTS, NOT_STORED, NOT_FOUND -> false;
                case VALUE, MISS, END -> throw new BadReplyException("no reply to a value that is set");
            };
        }

        @Override
        public void answer(boolean taken, long time) {
            Bucket bucket = taken ? before.less(cost) : before;
            boolean fits = fits();
            charge.answer(
                    fits,
                    bucket.left(charge.limiter().rate()),
                    fits
                            ? 0
                            : before.nanosUntil(
                                    Math.max(1, cost), charge.limiter().rate()),
                    (long) bucket.nanosUntilFull(charge.limiter().rate()));
        }
    }
}
