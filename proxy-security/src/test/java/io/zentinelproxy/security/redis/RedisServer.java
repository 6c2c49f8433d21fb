package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Charges;
import io.zentinelproxy.security.testkit.LocalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command {@code redis-server} on a free port of the loopback, which can be stopped, killed and started again. Belongs to one thread. */
public final class RedisServer extends LocalServer {
    private RedisServer(int port, List<String> options) {
        super(port, folder -> command(port, folder, options));
    }

    private static List<String> command(int port, Path folder, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString()));
        command.addAll(options);
        return command;
    }

    /** One that answers. */
    public static RedisServer start(String... options) {
        return startAt(freePort(), options);
    }

    /** One that has written down what it was told before it answers, and knows it after {@link #restart}. */
    public static RedisServer startDurable() {
        return start("--appendonly", "yes", "--appendfsync", "always");
    }

    /** One that is spoken to over TLS at this port as well, and asks for no certificate. */
    public static RedisServer startWithTls(int port, TestIdentity identity, TestCertificates authority) {
        return start(
                "--tls-port",
                String.valueOf(port),
                "--tls-cert-file",
                identity.certificate().toString(),
                "--tls-key-file",
                identity.key().toString(),
                "--tls-ca-cert-file",
                authority.caFile().toString(),
                "--tls-auth-clients",
                "no");
    }

    public static RedisServer startAt(int port, String... options) {
        return new RedisServer(port, List.of(options));
    }

    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    /** What {@code redis-cli} prints for these words. */
    public String cli(String... words) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port())));
        command.addAll(List.of(words));
        return run(command);
    }

    /** What {@code redis-benchmark} needs to run the program of a decision, which this server knows. */
    public List<String> programAndArguments() {
        List<String> words = new ArrayList<>();
        Charge charge = Charges.charge(Charges.limiter("bench", 1_000_000, Duration.ofSeconds(1), 1_000_000), "x", 1);
        byte[] prefix = "bench:".getBytes(StandardCharsets.UTF_8);
        Decision decision =
                Decision.of(new Charge[] {charge}, 1, limiter -> Words.of(prefix, limiter), key -> 0, false, 0);
        for (byte[] word : BucketScript.command(decision, decision.all())) {
            words.add(new String(word, StandardCharsets.UTF_8));
        }
        return words;
    }

    /** What a command prints. */
    public static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said.strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }
}
