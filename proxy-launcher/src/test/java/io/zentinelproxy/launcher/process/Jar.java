package io.zentinelproxy.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A process of the finished jar, with all it said so far. Closing it kills it, and waits until its files and ports are let go. */
final class Jar implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("zentinel.root", ".."));
    static final Path JAR = ROOT.resolve("proxy-launcher/target/zentinel/zentinel.jar");
    private static final int HANG_GUARD_SECONDS = 60;
    private static final Pattern ADDRESS = Pattern.compile("(\\S+)=127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final List<String> said = new ArrayList<>();

    Jar(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::listen);
    }

    static Jar start(String... arguments) throws IOException {
        return start(List.of("-jar", JAR.toString()), arguments);
    }

    /** A copy of the app folder in another place, without some of its libraries; starts the copy. */
    static Jar startWithoutLibrary(Path folder, String library, String... arguments) throws IOException {
        Path copy = Files.copy(JAR, folder.resolve("zentinel.jar"));
        Path lib = Files.createDirectory(folder.resolve("lib"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(JAR.resolveSibling("lib"))) {
            for (Path file : files) {
                if (!file.getFileName().toString().startsWith(library)) {
                    Files.copy(file, lib.resolve(file.getFileName()));
                }
            }
        }
        return start(List.of("-jar", copy.toString()), arguments);
    }

    /** Without {@code -jar}, and so without what the manifest exports. */
    static Jar startFromClassPath(String... arguments) throws IOException {
        String classPath = JAR + File.pathSeparator + JAR.resolveSibling("lib") + File.separator + "*";
        return start(List.of("-cp", classPath, "io.zentinelproxy.launcher.Zentinel"), arguments);
    }

    private static Jar start(List<String> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        command.addAll(List.of(arguments));
        return new Jar(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader(UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (said) {
                    said.add(line);
                }
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }

    String said() {
        synchronized (said) {
            return String.join("\n", said);
        }
    }

    long pid() {
        return process.pid();
    }

    Jar awaitSaid(String text) {
        Awaitility.await(text).atMost(HANG_GUARD_SECONDS, TimeUnit.SECONDS).until(() -> said().contains(text));
        return this;
    }

    /** The address that the line `ready` gives for a listener, or for admin. */
    InetSocketAddress address(String name) {
        awaitSaid("ready ");
        Matcher matcher = ADDRESS.matcher(said());
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return new InetSocketAddress("127.0.0.1", Integer.parseInt(matcher.group(2)));
            }
        }
        throw new AssertionError("no address of " + name + " in:\n" + said());
    }

    void signal(String name) throws IOException, InterruptedException {
        // The shell has a kill of its own; the program of that name is not everywhere.
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start().waitFor();
    }

    /** The exit code, once it has ended by itself. */
    int exit() throws InterruptedException {
        if (!process.waitFor(HANG_GUARD_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end; it said:\n" + said());
        }
        return process.exitValue();
    }

    static HttpResponse<String> get(InetSocketAddress address, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
