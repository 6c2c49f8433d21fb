package io.zentinelproxy.launcher.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The verbs and flags as picocli's model, made by calls: annotations would be read by reflection. */
final class Grammar {
    static final String CONFIG = "--config";
    static final String EXPLAIN = "help";

    private static final int COLUMNS = 100;
    private static final Manual EXPLAIN_MANUAL = new Manual(
            "Explain a command.",
            "Without a command, list them all.",
            List.of(Exit.FINE, Exit.MISUSED),
            List.of("zentinel help test"));
    private static final List<Flag> WITHOUT_VERB = List.of(Flag.VERBOSE, Flag.TEST, Flag.DAEMON, Flag.UPGRADE);

    private Grammar() {}

    static CommandLine commandLine() {
        CommandSpec top = CommandSpec.create().name("zentinel");
        top.addOption(config());
        WITHOUT_VERB.forEach(flag -> top.addOption(option(flag)));
        top.addOption(version()).addOption(help());
        for (Verb verb : Verb.values()) {
            top.addSubcommand(verb.word(), new CommandLine(command(verb)));
        }
        top.addSubcommand(KeyGrammar.WORD, new CommandLine(KeyGrammar.command()));
        top.addSubcommand(EXPLAIN, new CommandLine(explain()));
        describeTop(top.usageMessage());
        // A file of arguments is no way to configure a proxy, and `--verbose=no` would be taken for a yes or a no.
        return new CommandLine(top)
                .setExpandAtFiles(false)
                .setAllowSubcommandsAsOptionParameters(true)
                .setAllowOptionsAsOptionParameters(false)
                .setUsageHelpWidth(COLUMNS);
    }

    private static CommandSpec command(Verb verb) {
        CommandSpec command = CommandSpec.create();
        switch (verb.takes()) {
            case NOTHING -> {}
            case CONFIGURATION -> command.addOption(config());
            case FILTER -> command.addPositional(word("WORD", "Part of a key's path."));
        }
        verb.flags().forEach(flag -> command.addOption(option(flag)));
        command.addOption(help());
        Manual manual = verb.manual();
        if (manual != null) {
            describe(command.usageMessage(), manual);
        }
        command.usageMessage().customSynopsis(synopsis(verb)).hidden(verb.isHidden());
        return command;
    }

    private static String synopsis(Verb verb) {
        String argument = switch (verb.takes()) {
            case NOTHING -> "";
            case CONFIGURATION -> " [--config FILE]";
            case FILTER -> " [WORD]";
        };
        return "zentinel " + verb.word() + argument + " [OPTIONS]";
    }

    private static CommandSpec explain() {
        CommandSpec command = CommandSpec.create()
                .addPositional(word("COMMAND", "The command to explain."))
                .addOption(help());
        describe(command.usageMessage(), EXPLAIN_MANUAL);
        command.usageMessage().customSynopsis("zentinel help [COMMAND]");
        return command;
    }

    private static OptionSpec config() {
        return OptionSpec.builder("-c", CONFIG)
                .type(String.class)
                .paramLabel("FILE")
                .description("The configuration. Without it, the environment variable " + ConfigurationFile.VARIABLE
                        + " names the file, else it is " + ConfigurationFile.INSTALLED + ".")
                .build();
    }

    private static OptionSpec option(Flag flag) {
        return OptionSpec.builder(flag.spellings())
                .type(boolean.class)
                .arity("0")
                .hidden(flag.refusal() != null)
                .description(flag.meaning())
                .build();
    }

    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .arity("0")
                .usageHelp(true)
                .description("Print this help.")
                .build();
    }

    private static OptionSpec version() {
        return OptionSpec.builder("-V", "--version")
                .type(boolean.class)
                .arity("0")
                .versionHelp(true)
                .description("Print the version, as the command version does.")
                .build();
    }

    private static PositionalParamSpec word(String label, String meaning) {
        return PositionalParamSpec.builder()
                .type(String.class)
                .index("0")
                .arity("0..1")
                .paramLabel(label)
                .description(meaning)
                .build();
    }

    private static void describeTop(UsageMessageSpec usage) {
        usage.header("A security-first reverse proxy and inference gateway.")
                .customSynopsis("zentinel COMMAND [OPTIONS]", "zentinel [--config FILE] [OPTIONS]")
                .description("%nWithout a command it does what the command run does.")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exits(List.of(Exit.FINE, Exit.REFUSED, Exit.MISUSED, Exit.NOT_STARTED)))
                .footerHeading("%nExamples:%n")
                .footer("  zentinel demo", "  zentinel run --config zentinel.kdl", "  zentinel help validate");
    }

    static void describe(UsageMessageSpec usage, Manual manual) {
        usage.header(manual.summary())
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exits(manual.exits()))
                .footerHeading(manual.examples().size() == 1 ? "%nExample:%n" : "%nExamples:%n")
                .footer(manual.examples().stream().map(line -> "  " + line).toArray(String[]::new));
        if (!manual.description().isEmpty()) {
            usage.description("%n" + manual.description());
        }
    }

    private static Map<String, String> exits(List<String> lines) {
        Map<String, String> exits = new LinkedHashMap<>();
        for (String line : lines) {
            exits.put(line.substring(0, 1), line.substring(2));
        }
        return exits;
    }
}
