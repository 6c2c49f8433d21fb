package io.zentinelproxy.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts the process that is to take the place of this one, as a child: under a service manager it must belong to the same unit. What is started
 * is what started this one ({@code bin/zentinel} tells by ZENTINEL_PROGRAM under which name), so that it is the new version after an update.
 * Any thread.
 */
final class Successor {
    private static final System.Logger LOG = System.getLogger("zentinel");
    private static final String PROGRAM = "ZENTINEL_PROGRAM";
    private static final String UPGRADE = "--upgrade";

    /** What is meant for one process alone. */
    private static final List<String> OURS_ALONE =
            List.of("WATCHDOG_PID", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES");

    private final List<String> arguments;

    /** The last one that was started. Guarded by this. */
    private @Nullable Process process;

    /** @param arguments of this process's command line */
    Successor(List<String> arguments) {
        this.arguments = List.copyOf(arguments);
    }

    /** Starts it, unless one is on its way. */
    synchronized void start() {
        if (process != null && process.isAlive()) {
            LOG.log(Level.WARNING, "process " + process.pid() + " is about to take over already");
            return;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(command()).inheritIO();
            builder.environment().keySet().removeAll(OURS_ALONE);
            Process started = builder.start();
            process = started;
            LOG.log(Level.INFO, "process " + started.pid() + " is started to take over");
            started.onExit().thenAccept(Successor::ended);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "no process could be started to take over: " + e.getMessage());
        }
    }

    private static void ended(Process process) {
        LOG.log(
                Level.WARNING,
                "process " + process.pid() + " has ended with " + process.exitValue() + " and did not take over");
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(program(System.getenv()));
        command.addAll(arguments);
        if (!arguments.contains(UPGRADE)) {
            command.add(UPGRADE);
        }
        return command;
    }

    /** The name that this process was started by, or all that stands before its arguments. */
    private List<String> program(Map<String, String> environment) throws IOException {
        String named = environment.get(PROGRAM);
        if (named != null) {
            return List.of(named);
        }
        List<String> all =
                List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0", -1));
        List<String> program = new ArrayList<>(all.subList(0, all.size() - 1 - arguments.size()));
        program.set(0, ProcessHandle.current().info().command().orElse(program.getFirst()));
        return program;
    }
}
