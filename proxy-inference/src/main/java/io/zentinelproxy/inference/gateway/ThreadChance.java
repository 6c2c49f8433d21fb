package io.zentinelproxy.inference.gateway;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Chance of the thread that asks, so that no two wait for each other. Any thread. */
final class ThreadChance implements RandomGenerator {
    @Override
    public long nextLong() {
        return ThreadLocalRandom.current().nextLong();
    }
}
