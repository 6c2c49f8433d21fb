package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.config.Configuration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What builtin handlers tell of the server.
 *
 * @param facts which configuration that is
 * @param instance a name of this process, made at its start
 * @param startedNanos when it started, by the clock that never jumps
 * @param draining whether it has stopped accepting
 * @param metrics the figures as Prometheus reads them
 * @param states what modules tell of themselves, by the handler that shows it
 */
public record ServerFacts(
        Configuration configuration,
        ConfigurationFacts facts,
        String version,
        String instance,
        long startedNanos,
        BooleanSupplier draining,
        Supplier<String> metrics,
        Map<String, StatePage> states) {}
