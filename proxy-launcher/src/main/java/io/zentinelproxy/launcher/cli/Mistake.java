package io.zentinelproxy.launcher.cli;

import io.zentinelproxy.core.config.Suggestion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of wrong usage: why, what may have been meant, and where to read on. */
final class Mistake {
    private Mistake() {}

    static String text(ParameterException e) {
        CommandLine command = e.getCommandLine();
        return switch (e) {
            case UnmatchedArgumentException unmatched ->
                unmatched(command, unmatched.getUnmatched().getFirst());
            case MissingParameterException missing ->
                text(command, name(missing.getMissing().getFirst()) + " lacks its value");
            case OverwrittenOptionException twice -> text(command, name(twice.getOverwritten()) + " was given twice");
            default -> text(command, String.valueOf(e.getMessage()));
        };
    }

    static String text(CommandLine command, String why) {
        return "zentinel: " + why + "\n" + readOn(command);
    }

    private static String unmatched(CommandLine command, String argument) {
        if (argument.startsWith("-")) {
            return text(command, "there is no option " + quoted(argument) + meant(argument, options(command)));
        }
        if (command.getParent() == null) {
            return unknownCommand(command, argument);
        }
        return text(command, command.getCommandName() + " does not take " + quoted(argument));
    }

    static String unknownCommand(CommandLine top, String word) {
        return text(top, "there is no command " + quoted(word) + meant(word, commands(top)));
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String meant(String word, List<String> known) {
        @Nullable String nearest = Suggestion.nearest(word, known);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    private static List<String> options(CommandLine command) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                names.add(option.longestName());
            }
        }
        return names;
    }

    private static List<String> commands(CommandLine top) {
        List<String> names = new ArrayList<>();
        top.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                names.add(name);
            }
        });
        return names;
    }

    /** What somebody typed, on one line of printable characters. */
    private static String quoted(String typed) {
        StringBuilder safe = new StringBuilder("\"");
        typed.codePoints().limit(100).forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return safe.append('"').toString();
    }

    private static String readOn(CommandLine command) {
        StringBuilder text = new StringBuilder();
        for (String line : command.getCommandSpec().usageMessage().customSynopsis()) {
            text.append("usage: ").append(line).append('\n');
        }
        return text.append("more: ")
                .append(command.getCommandSpec().qualifiedName())
                .append(" --help\n")
                .toString();
    }
}
