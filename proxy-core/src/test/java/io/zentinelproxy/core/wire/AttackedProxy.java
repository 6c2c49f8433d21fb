package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of an origin, both watched while a client attacks. A refusal is asked for five things at once: the status, the
 * end of the client's connection, what the origin saw (nothing, to the octet), the line of the access log and the counter. One
 * thread at a time.
 */
final class AttackedProxy implements AutoCloseable {

    /** Sent behind every attack, on the same connection: it must never be served. */
    private static final String BEHIND = Messages.get("/behind-the-attack");

    private final Piece[] pieces;
    private final Pair whole;

    /** For what is broken off, in front of an origin of its own: octets of it may be noted there long after the client was answered. */
    private @Nullable Pair broken;

    /** Of broken requests: the origin may note the head of one once the next has begun. */
    private final Set<String> earlier = new HashSet<>();

    AttackedProxy(Piece... pieces) {
        this.pieces = pieces;
        whole = new Pair(pieces);
    }

    /** A proxy and its origin. */
    private static final class Pair implements AutoCloseable {
        final TestOrigin origin = TestOrigin.answering(Messages.OK);
        final RefusalWitness witness = new RefusalWitness();
        final RunningProxy proxy;

        Pair(Piece... pieces) {
            Piece[] all = Stream.concat(Stream.of(witness.piece()), Arrays.stream(pieces))
                    .toArray(Piece[]::new);
            proxy = RunningProxy.inFrontOf(origin, all);
        }

        @Override
        public void close() {
            proxy.close();
            origin.close();
            witness.close();
        }
    }

    private Pair broken() {
        Pair pair = broken == null ? new Pair(pieces) : broken;
        broken = pair;
        return pair;
    }

    /**
     * Sends the octets and expects this status, {@code Connection: close}, a closed connection, an origin that got not one octet,
     * one line of the log and one count of the same reason.
     */
    Reply refuses(int status, String octets) {
        return refusesWithOneOf(Set.of(status), octets);
    }

    /** Like {@link #refuses(int, String)}, for this reason. */
    Reply refuses(int status, String reason, String octets) {
        return refused(Set.of(status), reason, octets);
    }

    /** Like {@link #refuses(int, String)} where the RFCs leave a choice of the status. */
    Reply refusesWithOneOf(Set<Integer> statuses, String octets) {
        return refused(statuses, null, octets);
    }

    /** Like {@link #refuses(int, String)} for what shows only inside the content: the origin may see a head, but no complete request. */
    Reply breaksOff(int status, String octets) {
        return breaksOffWithOneOf(Set.of(status), octets);
    }

    /** Like {@link #breaksOff(int, String)}, for this reason. */
    Reply breaksOff(int status, String reason, String octets) {
        return brokenOff(Set.of(status), reason, octets);
    }

    /** Like {@link #breaksOff(int, String)} where there is a choice of the status. */
    Reply breaksOffWithOneOf(Set<Integer> statuses, String octets) {
        return brokenOff(statuses, null, octets);
    }

    /**
     * Like {@link #refuses(int, String, String)} for what breaks no framing: the connection goes on, and an honest request on it gets
     * its own answer.
     */
    Reply refusesOnThisConnection(int status, String reason, String octets) {
        long seenBefore = whole.origin.receivedOctets();
        Map<String, Double> counted = RefusalWitness.counted(whole.proxy);
        try (RawClient client = whole.proxy.connect()) {
            Reply reply = client.send(octets).read();
            assertThat(reply.status()).as("status for %s", visible(octets)).isEqualTo(status);
            assertThat(whole.witness.reasonOf(reply.field("X-Request-Id"), whole.proxy, counted))
                    .as("reason for %s", visible(octets))
                    .isEqualTo(reason);
            assertThat(whole.origin.receivedOctets() - seenBefore)
                    .as("octets at the origin after %s", visible(octets))
                    .isZero();
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
            return reply;
        }
    }

    private Reply refused(Set<Integer> statuses, @Nullable String reason, String octets) {
        long seenBefore = whole.origin.receivedOctets();
        Reply reply = answersAndCloses(whole, statuses, reason, octets);
        ReceivedRequest honest = takes(whole, Messages.get("/honest"));
        assertThat(whole.origin.receivedOctets() - seenBefore)
                .as("octets at the origin, but for those of an honest request, after %s", visible(octets))
                .isEqualTo(honest.head().length());
        return reply;
    }

    private Reply brokenOff(Set<Integer> statuses, @Nullable String reason, String octets) {
        Pair pair = broken();
        int seenBefore = pair.origin.requests().size();
        Reply reply = answersAndCloses(pair, statuses, reason, octets);
        ReceivedRequest honest = takes(pair, Messages.get("/honest"));
        assertThat(since(pair, seenBefore).stream()
                        .filter(request -> request != honest)
                        .filter(request -> !earlier.contains(request.field("X-Request-Id"))))
                .as("requests at the origin after %s", visible(octets))
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(request -> {
                    assertThat(request.field("X-Request-Id")).isEqualTo(reply.field("X-Request-Id"));
                    assertThat(request.content().complete()).as("complete").isFalse();
                });
        earlier.add(reply.field("X-Request-Id"));
        return reply;
    }

    private static List<ReceivedRequest> since(Pair pair, int before) {
        List<ReceivedRequest> all = pair.origin.requests();
        return all.subList(before, all.size());
    }

    /** Sends the octets, expects an answer of the origin, and returns what the origin saw. */
    ReceivedRequest takes(String octets) {
        return takes(whole, octets);
    }

    private static ReceivedRequest takes(Pair pair, String octets) {
        Reply reply = served(pair.proxy, octets);
        assertThat(reply.status()).as("status for %s", visible(octets)).isEqualTo(200);
        return pair.origin.requests().stream()
                .filter(request -> request.field("X-Request-Id").equals(reply.field("X-Request-Id")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not at the origin: " + visible(octets)));
    }

    private static Reply served(RunningProxy proxy, String octets) {
        try (RawClient client = proxy.connect()) {
            return client.send(octets).read();
        }
    }

    private static Reply answersAndCloses(Pair pair, Set<Integer> statuses, @Nullable String reason, String octets) {
        Map<String, Double> counted = RefusalWitness.counted(pair.proxy);
        try (RawClient client = pair.proxy.connect()) {
            // The proxy may answer and stop reading before everything is sent.
            client.trySend(octets.getBytes(StandardCharsets.ISO_8859_1));
            Reply reply = client.read();
            assertThat(reply.status()).as("status for %s", visible(octets)).isIn(statuses);
            assertThat(reply.fields().listed("Connection", "close"))
                    .as("Connection: close after %s", visible(octets))
                    .isTrue();
            client.trySend(BEHIND.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.awaitClosed())
                    .as("closed after %s", visible(octets))
                    .isTrue();
            String told = pair.witness.reasonOf(reply.field("X-Request-Id"), pair.proxy, counted);
            assertThat(told)
                    .as("reason for %s", visible(octets))
                    .isIn(reason == null ? List.of(told) : List.of(reason));
            return reply;
        }
    }

    private static String visible(String octets) {
        String cut = octets.length() > 300 ? octets.substring(0, 300) + "..." : octets;
        return cut.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }

    @Override
    public void close() {
        whole.close();
        if (broken != null) {
            broken.close();
        }
    }
}
