package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What clients ask a server, as its command {@code MONITOR} tells; without what programs in it do. Belongs to one thread. */
final class RedisMonitor implements AutoCloseable {
    /** Nobody else says this. */
    private static final String LAST = "\"PING\" \"that was all\"";

    private final RedisServer server;
    private final Socket socket;
    private final BufferedReader reader;

    RedisMonitor(RedisServer server) {
        this.server = server;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoTimeout((int) HangGuard.LIMIT.toMillis());
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
            if (!"+OK".equals(reader.readLine())) {
                throw new AssertionError("no monitor");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The commands until now, each as {@code "NAME" "ARGUMENT"...}. */
    List<String> commands() {
        server.cli("PING", "that was all");
        List<String> commands = new ArrayList<>();
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String command = line.substring(line.indexOf(']') + 2);
                if (command.equals(LAST)) {
                    return commands;
                }
                if (!line.contains(" lua] ")) {
                    commands.add(command);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        throw new AssertionError("the monitor ended");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
