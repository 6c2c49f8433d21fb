package io.zentinelproxy.core.answer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration is in force.
 *
 * @param generation 1 for that of the start, one more with each reload
 * @param digest SHA-256 of its files in the order in which they were read, in hexadecimal; null where it came from no file
 * @param loaded when it was put into force
 */
public record ConfigurationFacts(int generation, @Nullable String digest, Instant loaded) {}
