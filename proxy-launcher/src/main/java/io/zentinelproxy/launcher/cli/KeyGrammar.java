package io.zentinelproxy.launcher.cli;

import io.zentinelproxy.launcher.cli.Reading.KeyCall;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code key} as picocli's model, with one command below it for each {@link KeyAction}. */
final class KeyGrammar {
    static final String WORD = "key";

    private KeyGrammar() {}

    static CommandSpec command() {
        CommandSpec key = CommandSpec.create();
        for (KeyAction action : KeyAction.values()) {
            key.addSubcommand(action.word(), new CommandLine(command(action)));
        }
        key.addOption(Grammar.help());
        Grammar.describe(key.usageMessage(), KeyAction.ALL);
        key.usageMessage().customSynopsis("zentinel key COMMAND [OPTIONS]").commandListHeading("%nCommands:%n");
        return key;
    }

    private static CommandSpec command(KeyAction action) {
        CommandSpec command = CommandSpec.create();
        action.required().forEach(option -> command.addOption(option(option, true)));
        action.optional().forEach(option -> command.addOption(option(option, false)));
        command.addOption(Grammar.help());
        Grammar.describe(command.usageMessage(), action.manual());
        String needed = action.required().stream()
                .map(option -> option.word() + " " + option.label())
                .collect(Collectors.joining(" "));
        command.usageMessage()
                .customSynopsis("zentinel key " + action.word() + " " + needed
                        + (action.optional().isEmpty() ? "" : " [OPTIONS]"))
                .sortOptions(false);
        return command;
    }

    private static OptionSpec option(KeyOption option, boolean required) {
        boolean flag = option.label().isEmpty();
        OptionSpec.Builder spec = OptionSpec.builder(option.word())
                .type(flag ? boolean.class : String.class)
                .required(required)
                .description(option.meaning());
        return (flag ? spec.arity("0") : spec.arity("1").paramLabel(option.label())).build();
    }

    /** What is meant by a line that begins with {@code key}, or null where it says no action. */
    static @Nullable KeyCall meaning(ParseResult key) {
        if (!key.hasSubcommand()) {
            return null;
        }
        ParseResult written = key.subcommand();
        for (KeyAction action : KeyAction.values()) {
            if (action.word().equals(written.commandSpec().name())) {
                return new KeyCall(action, values(action, written));
            }
        }
        return null;
    }

    private static Map<KeyOption, String> values(KeyAction action, ParseResult written) {
        Map<KeyOption, String> values = new EnumMap<>(KeyOption.class);
        List<KeyOption> all = Stream.concat(action.required().stream(), action.optional().stream())
                .toList();
        for (KeyOption option : all) {
            if (written.hasMatchedOption(option.word())) {
                values.put(option, option.label().isEmpty() ? "" : written.matchedOptionValue(option.word(), ""));
            }
        }
        return values;
    }
}
