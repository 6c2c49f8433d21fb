package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.security.testkit.LocalServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The command {@code memcached} on a free port of the loopback, which can be stopped, killed and started again. Belongs to one thread. */
public final class MemcachedServer extends LocalServer {
    private static final String BUSY = "BUSY ";

    private MemcachedServer(int port) {
        super(port, folder -> command(port));
    }

    private static List<String> command(int port) {
        List<String> command = new ArrayList<>(
                List.of("memcached", "-l", "127.0.0.1", "-p", String.valueOf(port), "-U", "0", "-m", "64", "-t", "2"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "root"));
        }
        return command;
    }

    /** One that answers. */
    public static MemcachedServer start() {
        return startAt(freePort());
    }

    public static MemcachedServer startAt(int port) {
        return new MemcachedServer(port);
    }

    /** As the configuration names it. */
    public String url() {
        return "memcache://127.0.0.1:" + port();
    }

    /** The lines that it replies to this command, without their ends, up to one that begins so; or that it is busy with such a command. */
    public List<String> ask(String command, String last) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout((int) HangGuard.LIMIT.toMillis());
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            List<String> lines = new ArrayList<>();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.startsWith(last) || line.startsWith(BUSY)) {
                    return lines;
                }
            }
            throw new AssertionError("no " + last + " in " + lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One of its numbers, as {@code stats} tells it. */
    public long stat(String name) {
        return ask("stats", "END").stream()
                .filter(line -> line.startsWith("STAT " + name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
