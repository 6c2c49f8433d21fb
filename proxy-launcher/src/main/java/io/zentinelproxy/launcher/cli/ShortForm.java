package io.zentinelproxy.launcher.cli;

import io.zentinelproxy.launcher.cli.Reading.Invocation;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plain ways to start a service, to check before it, and to ask for the version: {@code [run|test|validate|lint] --config FILE
 * [--verbose]}, {@code run --upgrade} and {@code version}, read without picocli: that one's classes are of a format too old for the JVM's archives and are
 * verified the slow way, which costs 120 to 250 ms of a start that should take 200 (measured, with and without an AOT cache).
 * Whatever else is said goes to picocli, which reads these forms alike.
 */
public final class ShortForm {
    private static final List<String> VERSION = List.of("version", "--version", "-V");

    private ShortForm() {}

    /** The invocation, or null where it is any other. */
    public static @Nullable Invocation of(List<String> arguments) {
        if (arguments.size() == 1 && VERSION.contains(arguments.getFirst())) {
            return new Invocation(Verb.VERSION, null, EnumSet.noneOf(Flag.class), null);
        }
        // What an archive is trained with must not bring the other way in.
        if (arguments.equals(List.of(Verb.SELF_TEST.word()))) {
            return new Invocation(Verb.SELF_TEST, null, EnumSet.noneOf(Flag.class), null);
        }
        if (arguments.isEmpty()) {
            return null;
        }
        boolean withoutVerb = arguments.getFirst().startsWith("-");
        Verb verb = withoutVerb ? Verb.RUN : Verb.of(arguments.getFirst());
        if (verb == null || verb.takes() != Verb.Takes.CONFIGURATION) {
            return null;
        }
        return withFile(verb, arguments.subList(withoutVerb ? 0 : 1, arguments.size()));
    }

    private static @Nullable Invocation withFile(Verb verb, List<String> arguments) {
        Path file = null;
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean config = argument.equals("-c") || argument.equals(Grammar.CONFIG);
            if (config && file == null && i + 1 < arguments.size() && isPlain(arguments.get(i + 1))) {
                file = Path.of(arguments.get(++i));
            } else if (!addPlain(argument, verb, flags)) {
                return null;
            }
        }
        return file == null ? null : new Invocation(verb, file, flags, null);
    }

    /** Adds a flag that may be said in a plain form, once. */
    private static boolean addPlain(String argument, Verb verb, Set<Flag> flags) {
        return argument.equals(Flag.VERBOSE.word()) && flags.add(Flag.VERBOSE)
                || verb == Verb.RUN && argument.equals(Flag.UPGRADE.word()) && flags.add(Flag.UPGRADE);
    }

    /** What looks like an option is picocli's matter. */
    private static boolean isPlain(String file) {
        return !file.isEmpty() && file.charAt(0) != '-' && file.indexOf('\0') < 0;
    }
}
