package io.zentinelproxy.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A service manager's socket, held by a Python process that shares no code with the proxy. It keeps what it was told. */
final class NotifySocket implements AutoCloseable {
    private static final String RECEIVER = """
            import socket, struct, sys, time
            name = sys.argv[1]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            s.bind('\\0' + name[1:] if name[0] == '@' else name)
            print('bound', flush=True)
            while True:
                told, about, _, _ = s.recvmsg(65536, 256)
                sender = struct.unpack('3i', about[0][2])[0]
                now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
                print(sender, now, told.decode().replace('\\n', '|'), flush=True)
            """;

    private final Process process;
    private final List<Told> told = new ArrayList<>();

    /**
     * One notification.
     *
     * @param sender the process that the kernel says has sent it
     * @param monotonicMicros when it was received
     */
    record Told(long sender, long monotonicMicros, List<String> assignments) {
        boolean has(String assignment) {
            return assignments.contains(assignment);
        }

        /** The value of a variable. */
        String value(String name) {
            return assignments.stream()
                    .filter(one -> one.startsWith(name + "="))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + assignments))
                    .substring(name.length() + 1);
        }
    }

    private NotifySocket(Process process) {
        this.process = process;
    }

    /** Binds a path, or an abstract name that begins with @. */
    static NotifySocket at(String name) throws IOException {
        assumeTrue(hasPython(), "python3, which holds the notify socket, is not on this machine");
        Process process = new ProcessBuilder("python3", "-c", RECEIVER, name)
                .redirectErrorStream(true)
                .start();
        NotifySocket socket = new NotifySocket(process);
        BufferedReader reader = process.inputReader(UTF_8);
        String first = reader.readLine();
        if (!"bound".equals(first)) {
            throw new IOException("the receiver said " + first);
        }
        Thread.ofVirtual().start(() -> socket.listen(reader));
        return socket;
    }

    private static boolean hasPython() {
        try {
            Process asked = new ProcessBuilder("python3", "--version").start();
            return asked.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void listen(BufferedReader reader) {
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split(" ", 3);
                synchronized (told) {
                    told.add(new Told(
                            Long.parseLong(parts[0]), Long.parseLong(parts[1]), List.of(parts[2].split("\\|"))));
                }
            }
        } catch (IOException e) {
            // The receiver was killed.
        }
    }

    List<Told> told() {
        synchronized (told) {
            return List.copyOf(told);
        }
    }

    /** The number-th notification (from 1) that has this assignment, once it is there. */
    Told await(String assignment, int number) {
        Predicate<Told> wanted = one -> one.has(assignment);
        Awaitility.await(assignment + " " + number)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> told().stream().filter(wanted).count() >= number);
        return told().stream().filter(wanted).skip(number - 1).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
