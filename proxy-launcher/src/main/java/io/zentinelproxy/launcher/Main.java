package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.KeyCatalogue;
import io.zentinelproxy.core.config.LoadedConfiguration;
import io.zentinelproxy.core.config.SystemSettings;
import io.zentinelproxy.launcher.cli.Arguments;
import io.zentinelproxy.launcher.cli.Flag;
import io.zentinelproxy.launcher.cli.Reading;
import io.zentinelproxy.launcher.cli.Reading.Answer;
import io.zentinelproxy.launcher.cli.Reading.Invocation;
import io.zentinelproxy.launcher.cli.Reading.KeyCall;
import io.zentinelproxy.launcher.cli.Reading.Misuse;
import io.zentinelproxy.launcher.cli.ShortForm;
import io.zentinelproxy.launcher.lint.Lint;
import io.zentinelproxy.launcher.takeover.Takeover;
import io.zentinelproxy.launcher.validate.Check;
import io.zentinelproxy.launcher.validate.Validation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line: does what it says, and turns what went wrong into an exit code and a sentence. */
public final class Main {
    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        AppLog.toStandardError();
        ExitCode code = new Main(System.out, System.err).run(List.of(arguments));
        // Exits even while daemon threads of origins or the admin server are still at work.
        System.out.flush();
        Runtime.getRuntime().halt(code.code());
    }

    ExitCode run(List<String> arguments) {
        Successor successor = new Successor(arguments);
        Invocation plain = ShortForm.of(arguments);
        return plain != null ? run(plain, successor) : answer(Arguments.read(arguments), successor);
    }

    private ExitCode answer(Reading reading, Successor successor) {
        if (reading instanceof Invocation invocation) {
            return run(invocation, successor);
        }
        if (reading instanceof KeyCall call) {
            return new KeyCommand(out, err).run(call);
        }
        if (reading instanceof Answer answer) {
            out.print(answer.text());
            return ExitCode.FINE;
        }
        return misused(((Misuse) reading).text());
    }

    private ExitCode run(Invocation invocation, Successor successor) {
        if (invocation.has(Flag.VERBOSE)) {
            Verbosity.raise();
        }
        try {
            return switch (invocation.verb()) {
                case RUN -> serve(invocation, successor);
                case DEMO -> Demo.run(out);
                case TEST -> test(invocation.configuration());
                case VALIDATE -> validate(invocation);
                case LINT -> lint(invocation);
                case KEYS -> keys(invocation.word());
                case VERSION -> version();
                case SELF_TEST -> SelfTest.run(out);
            };
        } catch (ConfigurationException e) {
            err.println(e.getMessage());
            return ExitCode.CONFIGURATION_REFUSED;
        } catch (IOException e) {
            err.println("zentinel: " + e.getMessage());
            return ExitCode.CANNOT_START;
        }
    }

    private static ExitCode serve(Invocation invocation, Successor successor)
            throws ConfigurationException, IOException {
        Path file = invocation.configuration();
        LoadedConfiguration loaded = ConfigurationLoader.loadWithFiles(file, Modules.BLOCKS);
        ConfigurationLoader.warn(loaded);
        Scheduler.size(loaded.configuration().system().workerThreads());
        try (RunningServer server = start(loaded, file, invocation.has(Flag.UPGRADE), successor)) {
            server.serveUntilTold();
        }
        return ExitCode.FINE;
    }

    private static RunningServer start(LoadedConfiguration loaded, Path file, boolean upgrade, Successor successor)
            throws IOException {
        SystemSettings system = loaded.configuration().system();
        try (Takeover takeover = upgrade ? UpgradePath.takeover(system, System.getenv()) : null) {
            return RunningServer.start(loaded, file, takeover, successor);
        }
    }

    private ExitCode test(Path file) throws ConfigurationException {
        out.println(file + ": fine: " + Summary.of(ConfigurationLoader.load(file, Modules.BLOCKS)));
        return ExitCode.FINE;
    }

    private ExitCode validate(Invocation invocation) throws ConfigurationException {
        Path file = invocation.configuration();
        Configuration configuration = ConfigurationLoader.load(file, Modules.BLOCKS);
        out.println(file + ": fine: " + Summary.of(configuration));
        List<Check> checks = Validation.of(
                configuration,
                !invocation.has(Flag.SKIP_NETWORK),
                !invocation.has(Flag.SKIP_FILES),
                !invocation.has(Flag.SKIP_CERTS));
        checks.forEach(check -> out.println(check.text()));
        boolean failed = checks.stream().anyMatch(check -> check.outcome() == Check.Outcome.FAILED);
        return failed ? ExitCode.CONFIGURATION_REFUSED : ExitCode.FINE;
    }

    private ExitCode lint(Invocation invocation) throws ConfigurationException {
        Path file = invocation.configuration();
        List<Lint.Warning> warnings = Lint.of(ConfigurationLoader.load(file, Modules.BLOCKS));
        warnings.forEach(warning -> out.print(warning.text()));
        if (warnings.isEmpty()) {
            out.println(file + ": no warnings");
        }
        boolean denied = invocation.has(Flag.DENY_WARNINGS) && !warnings.isEmpty();
        return denied ? ExitCode.CONFIGURATION_REFUSED : ExitCode.FINE;
    }

    private ExitCode keys(@Nullable String containing) {
        String table = KeyCatalogue.table(containing == null ? "" : containing, Modules.BLOCKS);
        if (table.isEmpty()) {
            return misused("zentinel: no key's path contains \"" + containing + "\"\n");
        }
        out.print(table);
        return ExitCode.FINE;
    }

    private ExitCode version() throws IOException {
        out.println(Version.sentence());
        return ExitCode.FINE;
    }

    private ExitCode misused(String why) {
        err.print(why);
        return ExitCode.WRONG_USAGE;
    }
}
