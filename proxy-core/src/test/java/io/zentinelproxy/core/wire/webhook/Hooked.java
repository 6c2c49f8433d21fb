package io.zentinelproxy.core.wire.webhook;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A proxy that tells one webhook, {@code ops}, of requests that it refuses. */
final class Hooked implements AutoCloseable {
    private static final byte[] KEY = "a key of thirty-two octets, no less".getBytes(StandardCharsets.US_ASCII);
    private static final String CHANGES = "\"target-down\" \"target-up\" \"breaker-open\" \"breaker-closed\"";
    private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\":\"?([^\",}]*)");

    final TestOrigin origin = TestOrigin.answering(Messages.OK);
    final RunningProxy proxy;
    private final Path secret;

    private Hooked(String url, @Nullable HandClock clock, String keys, Piece... more) {

        secret = secret();
        Piece told = Piece.observability(
                """
                access-log { enabled #false; }
                metrics { enabled #false; }
                webhooks {
                    webhook "ops" {
                        url "%s"
                        secret "file:%s"
                        events %s
                        %s
                    }
                }
                """.formatted(url, secret, more.length == 0 ? "\"blocked-request\"" : CHANGES, keys));
        Piece routes = Piece.routes("route \"only\" { matches { path-prefix \"/only\"; }; upstream \"origin\"; }");
        Piece limits = Piece.limits("max-body-size 10; max-header-count 10; max-header-name-bytes 40");
        proxy = clock == null
                ? RunningProxy.inFrontOf(
                        origin,
                        Stream.concat(Stream.of(told, routes, limits), Stream.of(more))
                                .toArray(Piece[]::new))
                : RunningProxy.inFrontOf(origin, clock, told, routes, limits);
    }

    static Hooked to(TestOrigin receiver, String... keys) {
        return at("http://127.0.0.1:" + receiver.port() + "/hook?a=b", keys);
    }

    /** Which is told of changes of targets, as these keys of their upstream bring them about. */
    static Hooked ofTargets(TestOrigin receiver, String upstream) {
        return new Hooked("http://127.0.0.1:" + receiver.port() + "/hook?a=b", null, "", Piece.upstream(upstream));
    }

    static Hooked at(String url, String... keys) {
        return new Hooked(url, null, String.join("\n", keys));
    }

    static Hooked by(HandClock clock, TestOrigin receiver, String... keys) {
        return new Hooked("http://127.0.0.1:" + receiver.port() + "/hook?a=b", clock, String.join("\n", keys));
    }

    private static Path secret() {
        try {
            return Files.writeString(
                    Files.createTempFile("zentinel", ".secret"),
                    "whsec_" + Base64.getEncoder().encodeToString(KEY) + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Refused for no_route. */
    int askForNothing() {
        return ask(Messages.get("/nowhere"));
    }

    /** Refused for body_too_large. */
    int sendTooMuch() {
        return ask("POST /only HTTP/1.1\r\nHost: a.test\r\nContent-Length: 11\r\n\r\n");
    }

    /** Refused for too_many_fields. */
    int sendTooManyFields() {
        return ask("GET /only HTTP/1.1\r\nHost: a.test\r\n" + "A: b\r\n".repeat(11) + "\r\n");
    }

    /** Refused for field_name_too_long. */
    int sendALongName() {
        return ask("GET /only HTTP/1.1\r\nHost: a.test\r\n" + "A".repeat(41) + ": b\r\n\r\n");
    }

    int ask(String request) {
        try (RawClient client = proxy.connect()) {
            return client.send(request).read().status();
        }
    }

    double messages(String result) {
        return sample("zentinel_webhook_messages_total{result=\"" + result + "\",webhook=\"ops\"}");
    }

    double retries() {
        return sample("zentinel_webhook_retries_total{webhook=\"ops\"}");
    }

    double dropped(String reason) {
        return sample("zentinel_webhook_dropped_total{reason=\"" + reason + "\",webhook=\"ops\"}");
    }

    double waiting() {
        return sample("zentinel_webhook_queue{webhook=\"ops\"}");
    }

    private double sample(String series) {
        return MetricSamples.of(proxy).getOrDefault(series, -1.0);
    }

    /** A member of the message, or of what is in it. */
    static String member(ReceivedRequest told, String name) {
        Matcher members = MEMBER.matcher(told.body());
        while (members.find()) {
            if (members.group(1).equals(name)) {
                return members.group(2);
            }
        }
        throw new AssertionError("no " + name + " in " + told.body());
    }

    /** What the receiver must find in webhook-signature: worked out from the standard, not by our own code. */
    static String signatureOf(ReceivedRequest told) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            String signed = told.field("webhook-id") + "." + told.field("webhook-timestamp") + "." + told.body();
            return "v1,"
                    + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
        try {
            Files.deleteIfExists(secret);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
