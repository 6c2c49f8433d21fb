package io.zentinelproxy.inference.tokens;

import io.zentinelproxy.inference.tokens.PromptCount.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the counts of each model are to be multiplied with, learned from what the provider told of the same prompts and answers. One for
 * the process: what was learned outlives the configurations that use it. Any thread.
 */
public final class Calibrations {
    /** Models, by kind of count; the one that has not been asked for longest is forgotten first. */
    public static final int MAX_MODELS = 1024;

    /** A longer name is nobody's model, and is not kept. */
    public static final int MAX_NAME_CHARS = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Learned> learned = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Learned> eldest) {
            return size() > MAX_MODELS;
        }
    };

    /** The ratios of a model: its own, else those of its texts, else the ones to start with. */
    public Calibration of(String model, Kind kind) {
        Learned own = get(new Key(model, kind));
        if (own == null && Vocabulary.ofModel(model).isEmpty()) {
            own = get(new Key(model, Kind.TEXT));
        }
        return own == null ? StartRatios.of(model, kind) : own.calibration();
    }

    /** Learns from what the provider has counted as the prompt's tokens, cached ones included; 0 or less says nothing. */
    public void learn(PromptCount count, long actual) {
        learn(count.model(), count.kind(), count.counted(), actual);
    }

    /** Learns from what the provider has counted as the answer's tokens, without those that were not to be seen. */
    public void learn(RunningCount count, long actual) {
        learn(count.model(), Kind.ANSWER, count.counted(), actual);
    }

    private void learn(String model, Kind kind, long counted, long actual) {
        if (counted <= 0 || actual <= 0 || model.length() > MAX_NAME_CHARS) {
            return;
        }
        Calibration start = of(model, kind);
        lock.lock();
        try {
            learned.compute(new Key(model, kind), (key, old) -> {
                Learned before = old == null ? Learned.start(start.ratio(), start.upper()) : old;
                return before.with(counted, actual);
            });
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was learned of one model.
     *
     * @param kind of text that it is for
     */
    public record Ratio(String model, Kind kind, Calibration calibration) {}

    /** All that was learned, what was asked for last at the end. */
    public List<Ratio> learned() {
        lock.lock();
        try {
            List<Ratio> all = new ArrayList<>();
            learned.forEach((key, value) -> all.add(new Ratio(key.model, key.kind, value.calibration())));
            return all;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Learned get(Key key) {
        lock.lock();
        try {
            return learned.get(key);
        } finally {
            lock.unlock();
        }
    }

    private record Key(String model, Kind kind) {}
}
