package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.RefusalWitness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of an origin that speaks HTTP/1.1, both watched while a client attacks on one stream. A refusal is asked for five
 * things at once: how the stream ends, that the connection goes on, what the origin saw (nothing, to the octet), the line of the
 * access log and the counter. One thread at a time.
 */
final class AttackedH2Proxy implements AutoCloseable {
    private final TestOrigin origin = TestOrigin.answering(Messages.OK);
    private final LogFile log;
    private final RunningProxy proxy;

    AttackedH2Proxy(Piece... pieces) {
        try {
            log = new LogFile(Files.createTempFile("refusals", ".log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Piece observed = Piece.observability("access-log { format \"json\"; file \"" + log.path()
                + "\"; max-refusals-per-second 0; }\nmetrics { enabled #false; }");
        proxy = RunningProxy.inFrontOf(
                origin,
                Stream.concat(Stream.of(observed), Arrays.stream(pieces)).toArray(Piece[]::new));
    }

    RunningProxy proxy() {
        return proxy;
    }

    TestOrigin origin() {
        return origin;
    }

    H2Client connect() {
        return H2Client.connect(proxy.address());
    }

    /** A request that is malformed (RFC 9113 section 8.1.1). @return the reason */
    String resets(String what, HpackBlock block) {
        return resets(what, client -> client.open(block, true));
    }

    /** The same for whatever the test sends on the first stream, and maybe sends on after. @return the reason */
    String resets(String what, Consumer<H2Client> attack) {
        return refused(what, attack, null);
    }

    /** A request that no RFC calls malformed, but which is refused all the same: by a 400 or by a reset. @return the reason */
    String refuses(String what, HpackBlock block) {
        return refused(what, client -> client.open(block, true), 400);
    }

    private String refused(String what, Consumer<H2Client> attack, @Nullable Integer answer) {
        long seenBefore = origin.receivedOctets();
        int linesBefore = settledLines();
        Map<String, Double> counted = RefusalWitness.counted(proxy);
        try (H2Client client = connect()) {
            attack.accept(client);
            ended(what, client.stream(1), answer);
            LogFile.Line line = line(what, linesBefore);
            assertThat(line.number("status"))
                    .as("status in the log of %s", what)
                    .isEqualTo(400);
            counted(what, line.text("reason"), counted);
            goesOn(what, client);
            assertThat(origin.receivedOctets() - seenBefore)
                    .as("octets at the origin, but for those of an honest request, after %s", what)
                    .isEqualTo(last().head().length());
            return line.text("reason");
        }
    }

    private static void ended(String what, H2Stream stream, @Nullable Integer answer) {
        stream.awaitEnd();
        H2Code code = stream.reset();
        if (answer == null || code != null) {
            assertThat(code).as("reset for %s", what).isEqualTo(H2Code.PROTOCOL_ERROR);
        } else {
            assertThat(stream.awaitReply().status()).as("answer to %s", what).isEqualTo(answer);
        }
    }

    /** An answer with this status and reason, from a proxy that asked nobody; the connection goes on. */
    H2Reply answers(int status, String reason, String what, Consumer<H2Client> attack) {
        long seenBefore = origin.receivedOctets();
        int linesBefore = settledLines();
        Map<String, Double> counted = RefusalWitness.counted(proxy);
        try (H2Client client = connect()) {
            attack.accept(client);
            H2Reply reply = client.stream(1).awaitReply();
            assertThat(reply.status()).as("answer to %s", what).isEqualTo(status);
            LogFile.Line line = line(what, linesBefore);
            assertThat(line.number("status")).isEqualTo(status);
            assertThat(line.text("reason")).as("reason for %s", what).isEqualTo(reason);
            counted(what, reason, counted);
            goesOn(what, client);
            assertThat(origin.receivedOctets() - seenBefore)
                    .as("octets at the origin, but for those of an honest request, after %s", what)
                    .isEqualTo(last().head().length());
            return reply;
        }
    }

    H2Reply answers(int status, String reason, String what, HpackBlock block) {
        return answers(status, reason, what, client -> client.open(block, true));
    }

    /** What is malformed behind a good head: a reset, and no request that is complete at the origin. @return the reason */
    String breaksOff(String what, Consumer<H2Client> attack) {
        int seenBefore = origin.requests().size();
        int linesBefore = settledLines();
        Map<String, Double> counted = RefusalWitness.counted(proxy);
        try (H2Client client = connect()) {
            attack.accept(client);
            assertThat(client.stream(1).awaitReset()).as("reset for %s", what).isEqualTo(H2Code.PROTOCOL_ERROR);
            LogFile.Line line = line(what, linesBefore);
            assertThat(line.number("status"))
                    .as("status in the log of %s", what)
                    .isEqualTo(400);
            counted(what, line.text("reason"), counted);
            goesOn(what, client);
            // The one that broke off may have got there after the honest one.
            List<ReceivedRequest> all = origin.requests();
            assertThat(all.subList(seenBefore, all.size()))
                    .filteredOn(request -> !request.target().equals("/honest"))
                    .as("requests at the origin after %s", what)
                    .hasSizeLessThanOrEqualTo(1)
                    .allSatisfy(
                            request -> assertThat(request.content().complete()).isFalse());
            return line.text("reason");
        }
    }

    /** Expects an answer of the origin, and returns what the origin saw. */
    ReceivedRequest takes(HpackBlock block) {
        int linesBefore = settledLines();
        try (H2Client client = connect()) {
            H2Reply reply = client.open(block, true).awaitReply();
            assertThat(reply.status()).isEqualTo(200);
            awaitLines("an honest request", linesBefore + 1);
            return origin.requests().stream()
                    .filter(request -> request.field("X-Request-Id").equals(reply.field("X-Request-Id")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** How many lines there are once those of requests that have ended are written. */
    private int settledLines() {
        // One line a request, which each of these tests awaits, the honest one's included.
        return flushed().size();
    }

    private List<String> flushed() {
        proxy.server().observers().reopenLogs(); // writes what waits to be written
        return log.linesNow();
    }

    private LogFile.Line line(String what, int before) {
        awaitLines(what, before + 1);
        return LogFile.Line.parse(log.linesNow().get(before));
    }

    private void awaitLines(String what, int count) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(flushed())
                        .as("lines of the access log after %s", what)
                        .hasSize(count));
    }

    private void counted(String what, String reason, Map<String, Double> before) {
        Map<String, Double> expected = new TreeMap<>(before);
        expected.merge(reason, 1.0, Double::sum);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(RefusalWitness.counted(proxy))
                        .as("counters after %s", what)
                        .isEqualTo(expected));
    }

    private void goesOn(String what, H2Client client) {
        int lines = flushed().size();
        H2Reply honest = client.get("/honest").awaitReply();
        assertThat(honest.body()).as("honest request after %s", what).isEqualTo("ok");
        assertThat(client.frames()).as("no GOAWAY after %s", what).noneMatch(frame -> frame.type() == 7);
        awaitLines(what, lines + 1);
    }

    private ReceivedRequest last() {
        return origin.requests().getLast();
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
        try {
            Files.deleteIfExists(log.path());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
