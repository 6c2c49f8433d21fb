package io.zentinelproxy.launcher.cli;

import io.zentinelproxy.launcher.cli.Reading.Answer;
import io.zentinelproxy.launcher.cli.Reading.Invocation;
import io.zentinelproxy.launcher.cli.Reading.KeyCall;
import io.zentinelproxy.launcher.cli.Reading.Misuse;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reads command lines. Says what is meant; does nothing of it. */
public final class Arguments {
    private final ConfigurationFile files;
    private final boolean colours;

    Arguments(ConfigurationFile files, boolean colours) {
        this.files = files;
        this.colours = colours;
    }

    /** Reads the arguments of this process, in its environment. */
    public static Reading read(List<String> arguments) {
        return new Arguments(ConfigurationFile.ofThisProcess(), Terminal.takesColours()).readFully(arguments);
    }

    /** Reads any arguments; never fails. */
    Reading readFully(List<String> arguments) {
        CommandLine line = Grammar.commandLine();
        try {
            return meaning(line, line.parseArgs(arguments.toArray(String[]::new)));
        } catch (ParameterException e) {
            return new Misuse(Mistake.text(e));
        } catch (InvalidPathException e) {
            return misuse(line, "`" + e.getInput() + "` cannot be the name of a file");
        }
    }

    private Reading meaning(CommandLine line, ParseResult top) {
        ParseResult last = top.hasSubcommand() ? top.subcommand() : top;
        if (last.isUsageHelpRequested() || top.isUsageHelpRequested()) {
            return help(last.commandSpec().commandLine());
        }
        if (last.commandSpec().name().equals(KeyGrammar.WORD)) {
            return key(top, last);
        }
        if (last.commandSpec().name().equals(Grammar.EXPLAIN)) {
            return explain(line, last.matchedPositionalValue(0, (String) null));
        }
        Verb verb = verb(top);
        Set<Flag> flags = flags(top, last);
        String refusal = refusal(verb, flags, top, last);
        if (refusal != null) {
            return misuse(last.commandSpec().commandLine(), refusal);
        }
        return switch (verb.takes()) {
            case NOTHING -> new Invocation(verb, null, flags, null);
            case FILTER -> new Invocation(verb, null, flags, last.matchedPositionalValue(0, (String) null));
            case CONFIGURATION -> withFile(verb, flags, top, last);
        };
    }

    private Reading key(ParseResult top, ParseResult key) {
        CommandLine command = key.commandSpec().commandLine();
        if (key.hasSubcommand() && key.subcommand().isUsageHelpRequested()) {
            return help(key.subcommand().commandSpec().commandLine());
        }
        if (!top.matchedOptions().isEmpty()) {
            String option = top.matchedOptions().getFirst().longestName();
            return misuse(command, option + " means nothing to " + KeyGrammar.WORD);
        }
        KeyCall call = KeyGrammar.meaning(key);
        return call == null ? misuse(command, "what is to be done with keys was not said") : call;
    }

    private static Verb verb(ParseResult top) {
        if (top.isVersionHelpRequested()) {
            return Verb.VERSION;
        }
        if (!top.hasSubcommand()) {
            return Verb.RUN;
        }
        String word = top.subcommand().commandSpec().name();
        return Objects.requireNonNull(Verb.of(word), word);
    }

    /** Flags count before the verb as they do behind it. */
    private static Set<Flag> flags(ParseResult top, ParseResult last) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if (top.hasMatchedOption(flag.word()) || last.hasMatchedOption(flag.word())) {
                flags.add(flag);
            }
        }
        return flags;
    }

    /** Why these flags cannot be done, or null: nothing is accepted that would change nothing. */
    private static @Nullable String refusal(Verb verb, Set<Flag> flags, ParseResult top, ParseResult last) {
        for (Flag flag : flags) {
            String never = flag.refusal();
            if (never != null) {
                return never;
            }
            if (!verb.flags().contains(flag)) {
                return flag.word() + " means nothing to " + verb.word();
            }
        }
        boolean named = named(top, last) != null;
        return named && verb.takes() != Verb.Takes.CONFIGURATION
                ? Grammar.CONFIG + " means nothing to " + verb.word()
                : null;
    }

    private Reading explain(CommandLine line, @Nullable String word) {
        if (word == null) {
            return help(line);
        }
        CommandLine command = line.getSubcommands().get(word);
        return command == null ? new Misuse(Mistake.unknownCommand(line, word)) : help(command);
    }

    private Reading withFile(Verb verb, Set<Flag> flags, ParseResult top, ParseResult last) {
        String named = named(top, last);
        Path file = named == null ? files.unnamed() : Path.of(named);
        if (file == null || file.toString().isEmpty()) {
            return misuse(last.commandSpec().commandLine(), withoutFile(verb, top));
        }
        Verb done = flags.remove(Flag.TEST) ? Verb.TEST : verb;
        return new Invocation(done, file, flags, null);
    }

    private String withoutFile(Verb verb, ParseResult top) {
        if (!top.hasSubcommand() && top.matchedOptions().isEmpty()) {
            return "no command was given";
        }
        return verb.word() + " needs a configuration: " + Grammar.CONFIG + " FILE, or " + ConfigurationFile.VARIABLE
                + " in the environment, or " + files.installed();
    }

    /** What stands behind --config, before or behind the verb. */
    private static @Nullable String named(ParseResult top, ParseResult last) {
        return last.hasMatchedOption(Grammar.CONFIG)
                ? last.matchedOptionValue(Grammar.CONFIG, (String) null)
                : top.matchedOptionValue(Grammar.CONFIG, (String) null);
    }

    private Answer help(CommandLine command) {
        return new Answer(command.getUsageMessage(colours ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    }

    private static Misuse misuse(CommandLine command, String why) {
        return new Misuse(Mistake.text(command, why));
    }
}
