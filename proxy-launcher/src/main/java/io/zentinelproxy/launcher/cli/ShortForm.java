package io.zentinelproxy.launcher.cli;

import io.zentinelproxy.launcher.cli.Reading.Invocation;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plain way to start a service, {@code run --config FILE [--verbose]}, read without picocli: that one's classes are of a format
 * too old for the JVM's archives and are verified the slow way, which costs 120 to 250 ms of a start that should take 200
 * (measured, with and without an AOT cache). Whatever else is said goes to picocli, which reads this form alike.
 */
public final class ShortForm {
    private ShortForm() {}

    /** The invocation, or null where it is any other. */
    public static @Nullable Invocation of(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().equals(Verb.RUN.word())) {
            return null;
        }
        Path file = null;
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean config = argument.equals("-c") || argument.equals("--config");
            if (config && file == null && i + 1 < arguments.size() && isPlain(arguments.get(i + 1))) {
                file = Path.of(arguments.get(++i));
            } else if (!argument.equals(Flag.VERBOSE.word()) || !flags.add(Flag.VERBOSE)) {
                return null;
            }
        }
        return file == null ? null : new Invocation(Verb.RUN, file, flags, null);
    }

    /** What looks like an option is picocli's matter. */
    private static boolean isPlain(String file) {
        return !file.isEmpty() && file.charAt(0) != '-' && file.indexOf('\0') < 0;
    }
}
