package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.config.CompressionAlgorithm;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.Teller;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The encoders of a process. An encoder has between 0.3 and 2 MB of memory outside the heap: there are only so many in use at once, and
 * few are kept for answers to come. Counts what becomes of answers on routes that compress. Any thread.
 */
public final class Encoders implements Teller {
    /** Encoders of one algorithm that are kept while nobody uses them. */
    private static final int KEPT = 8;

    /** Why an answer was not compressed. */
    enum Skipped {
        NOT_ACCEPTED,
        NO_TRANSFORM,
        STATUS,
        ENCODED,
        CONTENT_TYPE,
        TOO_SMALL,
        EXHAUSTED;

        final String reason = name().toLowerCase(Locale.ROOT);
    }

    /** Answers of one algorithm, and octets of their content, before and after. */
    private static final class Counts {
        private final LongAdder answers = new LongAdder();
        private final LongAdder in = new LongAdder();
        private final LongAdder out = new LongAdder();
    }

    /** What an encoder was made for. */
    private record Kind(CompressionAlgorithm algorithm, int level) {}

    /** One that is in use, until it is closed. */
    final class Loan implements AutoCloseable {
        private final Kind kind;
        private final Encoder encoder;
        private boolean over;

        private Loan(Kind kind, Encoder encoder) {
            this.kind = kind;
            this.encoder = encoder;
        }

        Encoder encoder() {
            return encoder;
        }

        /** Counts content of an answer. */
        void count(long in, long out) {
            Counts counts = counted(kind.algorithm);
            counts.in.add(in);
            counts.out.add(out);
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                giveBack(kind, encoder);
            }
        }
    }

    private final AtomicInteger inUse = new AtomicInteger();
    private final Map<CompressionAlgorithm, Counts> counts = new EnumMap<>(CompressionAlgorithm.class);
    private final Map<Skipped, LongAdder> skipped = new EnumMap<>(Skipped.class);

    /** Those that nobody uses, at most so many of each algorithm; guarded by itself. */
    private final Map<CompressionAlgorithm, Deque<Spare>> spare = new EnumMap<>(CompressionAlgorithm.class);

    /** One that nobody uses. */
    private record Spare(Kind kind, Encoder encoder) {}

    private volatile int most;

    public Encoders(int most) {
        this.most = most;
        for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
            counts.put(algorithm, new Counts());
            spare.put(algorithm, new ArrayDeque<>());
        }
        for (Skipped reason : Skipped.values()) {
            skipped.put(reason, new LongAdder());
        }
    }

    /** How many may be in use from now on. */
    public void most(int encoders) {
        most = encoders;
    }

    /** How many are in use. */
    public int inUse() {
        return inUse.get();
    }

    /** One that has begun a stream, or null where too many are in use. */
    @Nullable
    Loan take(CompressionAlgorithm algorithm, int level) {
        if (inUse.incrementAndGet() > most) {
            inUse.decrementAndGet();
            return null;
        }
        Kind kind = new Kind(algorithm, level);
        Encoder encoder = null;
        try {
            encoder = spareOf(kind);
            if (encoder == null) {
                encoder = make(kind);
            }
            encoder.begin();
            counted(algorithm).answers.increment();
            return new Loan(kind, encoder);
        } catch (IOException noMemory) {
            inUse.decrementAndGet();
            return null;
        } catch (RuntimeException | Error e) {
            inUse.decrementAndGet();
            if (encoder != null) {
                encoder.free();
            }
            throw e;
        }
    }

    private @Nullable Encoder spareOf(Kind kind) {
        synchronized (spare) {
            Deque<Spare> ofAlgorithm = spares(kind.algorithm);
            for (Spare one : ofAlgorithm) {
                if (one.kind.equals(kind)) {
                    ofAlgorithm.remove(one);
                    return one.encoder;
                }
            }
            return null;
        }
    }

    private Deque<Spare> spares(CompressionAlgorithm algorithm) {
        return Objects.requireNonNull(spare.get(algorithm));
    }

    private static Encoder make(Kind kind) throws IOException {
        int level = kind.algorithm.own(kind.level);
        return switch (kind.algorithm) {
            case GZIP -> new ZlibEncoder(true, level);
            case DEFLATE -> new ZlibEncoder(false, level);
            case BR -> new BrotliEncoder(level);
            case ZSTD -> new ZstdEncoder(level);
        };
    }

    /** The one that was kept longest makes room: it may be of a level that no configuration has any more. */
    private void giveBack(Kind kind, Encoder encoder) {
        Encoder free = encoder;
        if (encoder.isReusable()) {
            synchronized (spare) {
                Deque<Spare> ofAlgorithm = spares(kind.algorithm);
                ofAlgorithm.addFirst(new Spare(kind, encoder));
                free = ofAlgorithm.size() > KEPT ? ofAlgorithm.removeLast().encoder : null;
            }
        }
        if (free != null) {
            free.free();
        }
        inUse.decrementAndGet();
    }

    private Counts counted(CompressionAlgorithm algorithm) {
        return Objects.requireNonNull(counts.get(algorithm));
    }

    void skip(Skipped reason) {
        Objects.requireNonNull(skipped.get(reason)).increment();
    }

    @Override
    public void tell(Figures figures) {
        counts.forEach((algorithm, of) -> {
            figures.put(Reading.COMPRESSED_RESPONSES, of.answers.sum(), algorithm.coding());
            figures.put(Reading.COMPRESSION_OCTETS, of.in.sum(), algorithm.coding(), "in");
            figures.put(Reading.COMPRESSION_OCTETS, of.out.sum(), algorithm.coding(), "out");
        });
        skipped.forEach((reason, count) -> figures.put(Reading.COMPRESSION_SKIPPED, count.sum(), reason.reason));
        figures.put(Reading.COMPRESSION_ENCODERS, inUse.get());
    }
}
