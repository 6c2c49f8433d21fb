package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.inference.answer.DeltaCounter;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCounter;
import io.zentinelproxy.inference.tokens.RunningCount;
import org.jspecify.annotations.Nullable;

/** Counts what a model writes, from its first text on: an answer that tells its usage mostly has none counted. One thread. */
final class Deltas implements DeltaCounter {
    private final PromptCounter counter;
    private final String model;
    private @Nullable RunningCount count;

    Deltas(PromptCounter counter, String model) {
        this.counter = counter;
        this.model = model;
    }

    @Override
    public void text(String delta) {
        RunningCount running = count;
        if (running == null) {
            running = counter.running(model);
            count = running;
        }
        running.add(delta);
    }

    @Override
    public long tokens() {
        RunningCount running = count;
        return running == null ? 0 : running.tokens();
    }

    /** Has the ratio learned of what the provider has counted to what we have. */
    void learn(Calibrations calibrations, long actual) {
        RunningCount running = count;
        if (running != null) {
            calibrations.learn(running, actual);
        }
    }
}
