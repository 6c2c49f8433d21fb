package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.Configuration;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One thing that is warned of.
 *
 * @param code its name in output and manual: words joined by hyphens, never changed once given
 * @param reason why it is seldom meant, and what to do; a sentence or two
 * @param finds what it finds in a configuration, each as a sentence without a full stop
 */
public record Rule(String code, String reason, Function<Configuration, Stream<String>> finds) {}
