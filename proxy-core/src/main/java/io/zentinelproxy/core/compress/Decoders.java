package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.config.CompressionAlgorithm;
import io.zentinelproxy.core.config.LimitSettings;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.Teller;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The decoders of a process: there are only so many at once, each with at most 8 MiB of memory outside the heap. Counts what becomes of
 * requests whose content is decoded. Any thread.
 */
public final class Decoders implements Teller {
    /** How decoding a request's content has ended; UNFINISHED where the client or the origin went before its end. */
    enum Result {
        SUCCESS,
        RATIO,
        SIZE,
        BROKEN,
        UNSUPPORTED,
        EXHAUSTED,
        UNFINISHED;

        final String word = name().toLowerCase(Locale.ROOT);
    }

    /** What content of one encoding was decoded. */
    private static final class Counts {
        private final Map<Result, LongAdder> results = new EnumMap<>(Result.class);
        private final LongAdder in = new LongAdder();
        private final LongAdder out = new LongAdder();

        private Counts() {
            for (Result result : Result.values()) {
                results.put(result, new LongAdder());
            }
        }
    }

    private final AtomicInteger inUse = new AtomicInteger();

    /** By the name of an algorithm of ours, or {@link #SEVERAL}, or {@link #OTHER}. */
    private final Map<String, Counts> counts = new ConcurrentHashMap<>();

    /** What is said of content with several codings. */
    static final String SEVERAL = "several";

    /** What is said of content with codings that are not ours. */
    static final String OTHER = "other";

    private volatile LimitSettings.Codings limits;

    public Decoders(LimitSettings.Codings limits) {
        this.limits = limits;
    }

    /** Limits that hold from now on; what is being decoded goes on. */
    public void become(LimitSettings.Codings settings) {
        limits = settings;
    }

    LimitSettings.Codings limits() {
        return limits;
    }

    /** How many are in use. */
    public int inUse() {
        return inUse.get();
    }

    /**
     * Decoders that are given back one by one.
     *
     * @throws LimitFault where too many are in use
     */
    List<Decoder> take(List<CompressionAlgorithm> algorithms) throws LimitFault {
        int count = algorithms.size();
        if (inUse.addAndGet(count) > limits.decoders()) {
            inUse.addAndGet(-count);
            throw new LimitFault(LimitFault.Kind.DECODERS_EXHAUSTED);
        }
        Decoder[] made = new Decoder[count];
        try {
            for (int i = 0; i < count; i++) {
                made[i] = make(algorithms.get(i));
            }
            return List.of(made);
        } catch (IOException noMemory) {
            giveBack(made);
            throw new LimitFault(LimitFault.Kind.DECODERS_EXHAUSTED);
        } catch (RuntimeException | Error e) {
            giveBack(made);
            throw e;
        }
    }

    private static Decoder make(CompressionAlgorithm algorithm) throws IOException {
        return switch (algorithm) {
            case GZIP -> new ZlibDecoder(true);
            case DEFLATE -> new ZlibDecoder(false);
            case BR -> new BrotliDecoder();
            case ZSTD -> new ZstdDecoder();
        };
    }

    private void giveBack(Decoder[] made) {
        for (Decoder decoder : made) {
            if (decoder != null) {
                decoder.free();
            }
        }
        inUse.addAndGet(-made.length);
    }

    void giveBack(Decoder decoder) {
        decoder.free();
        inUse.decrementAndGet();
    }

    void count(String encoding, Result result, long in, long out) {
        Counts of = counts.computeIfAbsent(encoding, unknown -> new Counts());
        Objects.requireNonNull(of.results.get(result)).increment();
        of.in.add(in);
        of.out.add(out);
    }

    @Override
    public void tell(Figures figures) {
        counts.forEach((encoding, of) -> {
            of.results.forEach(
                    (result, count) -> figures.put(Reading.DECOMPRESSIONS, count.sum(), encoding, result.word));
            long in = of.in.sum();
            figures.put(Reading.DECOMPRESSION_OCTETS, in, encoding, "in");
            figures.put(Reading.DECOMPRESSION_OCTETS, of.out.sum(), encoding, "out");
            figures.put(Reading.DECOMPRESSION_RATIO, in == 0 ? 0 : of.out.sum() / in, encoding);
        });
        figures.put(Reading.DECOMPRESSION_DECODERS, inUse.get());
    }
}
