package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Changes as octets: a kind, then fields in their order, numbers big-endian, texts in UTF-8 behind their length in two octets. */
final class ChangeCodec {
    /** Octets of one change at most. */
    static final int MOST = 64 * 1024;

    /** Characters of a text of an entry; the rest is cut off. */
    static final int MOST_TEXT = 1024;

    private static final int MOST_CLAIMS = 256;

    private ChangeCodec() {}

    /** @throws java.nio.BufferOverflowException where there is no room */
    static void write(Change change, ByteBuffer to) {
        switch (change) {
            case Change.LimitNamed named -> {
                to.put((byte) 1).putInt(named.number());
                limit(named.limit(), to);
            }
            case Change.AccountNamed named -> {
                to.put((byte) 2).putInt(named.number()).putInt(named.limit());
                text(named.holder(), to);
            }
            case Change.Opened opened -> {
                to.put((byte) 3)
                        .putLong(opened.number())
                        .putLong(opened.since())
                        .putLong(opened.until());
                amounts(opened.accounts(), opened.amounts(), to);
            }
            case Change.Settled settled -> {
                to.put((byte) 4).putLong(settled.number()).putLong(settled.millis());
                amounts(settled.accounts(), settled.used(), to);
                entry(settled.entry(), to);
            }
            case Change.Released released ->
                to.put((byte) 5).putLong(released.number()).putLong(released.millis());
            case Change.Expired expired ->
                to.put((byte) 6)
                        .putLong(expired.owner())
                        .putLong(expired.number())
                        .putLong(expired.millis());
        }
    }

    /** @throws LedgerException where these octets are no change */
    static Change read(ByteBuffer from) throws LedgerException {
        try {
            return switch (from.get()) {
                case 1 -> new Change.LimitNamed(from.getInt(), limit(from));
                case 2 -> new Change.AccountNamed(from.getInt(), from.getInt(), text(from));
                case 3 -> {
                    long number = from.getLong();
                    long since = from.getLong();
                    long until = from.getLong();
                    int[] accounts = new int[count(from)];
                    yield new Change.Opened(number, since, until, accounts, amounts(from, accounts));
                }
                case 4 -> {
                    long number = from.getLong();
                    long millis = from.getLong();
                    int[] accounts = new int[count(from)];
                    yield new Change.Settled(number, millis, accounts, amounts(from, accounts), entry(from));
                }
                case 5 -> new Change.Released(from.getLong(), from.getLong());
                case 6 -> new Change.Expired(from.getLong(), from.getLong(), from.getLong());
                default -> throw new LedgerException("a kind of change that is not known");
            };
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new LedgerException("not a change");
        }
    }

    static void limit(Limit limit, ByteBuffer to) {
        text(limit.id(), to);
        to.put((byte) limit.measure().ordinal());
        switch (limit.window()) {
            case Window.Bucket bucket ->
                to.put((byte) 1).putLong(bucket.period().toMillis()).putLong(bucket.burst());
            case Window.Calendar calendar ->
                to.put((byte) 2).put((byte) calendar.unit().ordinal());
            case Window.Rolling rolling ->
                to.put((byte) 3).putLong(rolling.length().toMillis());
        }
        Long rollover = limit.rollover();
        to.putLong(limit.most()).putLong(limit.extra()).putLong(rollover == null ? -1 : rollover);
        to.put((byte) (limit.enforced() ? 1 : 0))
                .putShort((short) limit.thresholds().size());
        limit.thresholds().forEach(to::putInt);
    }

    static Limit limit(ByteBuffer from) {
        String id = text(from);
        Measure measure = Measure.values()[from.get()];
        Window window = switch (from.get()) {
            case 1 -> new Window.Bucket(Duration.ofMillis(from.getLong()), from.getLong());
            case 2 -> new Window.Calendar(Window.Unit.values()[from.get()]);
            case 3 -> new Window.Rolling(Duration.ofMillis(from.getLong()));
            default -> throw new IllegalArgumentException("window");
        };
        long most = from.getLong();
        long extra = from.getLong();
        long rollover = from.getLong();
        boolean enforced = from.get() != 0;
        List<Integer> thresholds = new ArrayList<>();
        for (int left = from.getShort(); left > 0; left--) {
            thresholds.add(from.getInt());
        }
        return new Limit(
                id, measure, window, most, extra, rollover < 0 ? null : rollover, List.copyOf(thresholds), enforced);
    }

    private static void amounts(int[] accounts, long[] amounts, ByteBuffer to) {
        to.putShort((short) accounts.length);
        for (int i = 0; i < accounts.length; i++) {
            to.putInt(accounts[i]).putLong(amounts[i]);
        }
    }

    private static int count(ByteBuffer from) {
        int count = from.getShort();
        if (count < 0 || count > MOST_CLAIMS) {
            throw new IllegalArgumentException("count");
        }
        return count;
    }

    private static long[] amounts(ByteBuffer from, int[] accounts) {
        long[] amounts = new long[accounts.length];
        for (int i = 0; i < accounts.length; i++) {
            accounts[i] = from.getInt();
            amounts[i] = from.getLong();
        }
        return amounts;
    }

    static void entry(Entry entry, ByteBuffer to) {
        Usage usage = entry.usage();
        to.putLong(entry.millis()).putLong(entry.cost());
        to.putLong(usage.input()).putLong(usage.cached()).putLong(usage.cacheWrite());
        to.putLong(usage.output()).putLong(usage.reasoning());
        to.put((byte) entry.source().ordinal()).put((byte) entry.end().ordinal());
        for (String text : List.of(entry.requestId(), entry.route(), entry.key(), entry.team(), entry.model())) {
            text(text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text, to);
        }
    }

    static Entry entry(ByteBuffer from) {
        long millis = from.getLong();
        long cost = from.getLong();
        Usage usage = new Usage(from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong());
        UsageSource source = UsageSource.values()[from.get()];
        AnswerEnd end = AnswerEnd.values()[from.get()];
        return new Entry(text(from), millis, text(from), text(from), text(from), text(from), usage, cost, source, end);
    }

    static void text(String text, ByteBuffer to) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (octets.length > Short.MAX_VALUE) {
            throw new java.nio.BufferOverflowException();
        }
        to.putShort((short) octets.length).put(octets);
    }

    static String text(ByteBuffer from) {
        byte[] octets = new byte[Math.max(0, from.getShort())];
        from.get(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }
}
