package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.KeyCatalogue;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The command line: finds the verb, and turns what went wrong into an exit code and a sentence. */
public final class Main {
    private static final String USAGE = """
            usage: zentinel run --config FILE    serve this configuration
                   zentinel demo                 serve two origins of its own, on 127.0.0.1:8080
                   zentinel keys                 print every configuration key
                   zentinel version              print the version
            """;

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        LogFormat.install();
        ExitCode code = new Main(System.out, System.err).run(List.of(arguments));
        // Exits even while daemon threads of origins or the admin server are still at work.
        System.out.flush();
        Runtime.getRuntime().halt(code.code());
    }

    ExitCode run(List<String> arguments) {
        if (arguments.isEmpty()) {
            return misused("no command was given");
        }
        List<String> rest = arguments.subList(1, arguments.size());
        try {
            return switch (arguments.getFirst()) {
                case "run" -> serve(rest);
                case "demo" -> rest.isEmpty() ? Demo.run(out) : misused("demo takes no arguments");
                case "keys" -> rest.isEmpty() ? keys() : misused("keys takes no arguments");
                case "version", "--version", "-V" -> version();
                case "help", "--help", "-h" -> help();
                default -> misused("there is no command \"" + arguments.getFirst() + "\"");
            };
        } catch (ConfigurationException e) {
            err.println(e.getMessage());
            return ExitCode.CONFIGURATION_REFUSED;
        } catch (IOException e) {
            err.println("zentinel: " + e.getMessage());
            return ExitCode.CANNOT_START;
        }
    }

    private ExitCode serve(List<String> arguments) throws ConfigurationException, IOException {
        boolean named = arguments.size() == 2 && Arrays.asList("--config", "-c").contains(arguments.getFirst());
        if (!named) {
            return misused("run takes --config FILE");
        }
        Configuration configuration = ConfigurationLoader.load(Path.of(arguments.get(1)));
        Scheduler.size(configuration.system().workerThreads());
        try (RunningServer server = RunningServer.start(configuration)) {
            server.serveUntilTold();
        }
        return ExitCode.FINE;
    }

    private ExitCode keys() {
        out.print(KeyCatalogue.table());
        return ExitCode.FINE;
    }

    private ExitCode version() {
        out.println("zentinel " + Version.text() + " on Java " + Runtime.version());
        return ExitCode.FINE;
    }

    private ExitCode help() {
        out.print(USAGE);
        return ExitCode.FINE;
    }

    private ExitCode misused(String why) {
        err.println("zentinel: " + why);
        err.print(USAGE);
        return ExitCode.WRONG_USAGE;
    }
}
