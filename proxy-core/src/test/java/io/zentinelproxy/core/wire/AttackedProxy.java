package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A proxy in front of an origin, both watched while a client attacks. Every request that the origin sees is known by its request
 * id: it belongs to an answer that a client got, or it was smuggled in. One thread at a time.
 */
final class AttackedProxy implements AutoCloseable {

    private final TestOrigin origin = TestOrigin.answering(Messages.OK);
    private final RunningProxy proxy;

    /** Ids of the requests that the origin may have seen. */
    private final Set<String> known = new HashSet<>();

    AttackedProxy(Piece... pieces) {
        proxy = RunningProxy.inFrontOf(origin, pieces);
    }

    /** Sends the octets and expects this status, {@code Connection: close}, a closed connection and an origin left alone. */
    Reply refuses(int status, String octets) {
        return refusesWithOneOf(Set.of(status), octets);
    }

    /** Like {@link #refuses} where the RFCs leave a choice of the status. */
    Reply refusesWithOneOf(Set<Integer> statuses, String octets) {
        Reply reply = answersAndCloses(statuses, octets);
        assertThat(unknownToUs())
                .as("requests at the origin after %s", visible(octets))
                .isEmpty();
        return reply;
    }

    /** Like {@link #refuses} for what shows only inside the content: the origin may see a head, but no complete request. */
    Reply breaksOff(int status, String octets) {
        return breaksOffWithOneOf(Set.of(status), octets);
    }

    /** Like {@link #breaksOff} where there is a choice of the status. */
    Reply breaksOffWithOneOf(Set<Integer> statuses, String octets) {
        Reply reply = answersAndCloses(statuses, octets);
        assertThat(unknownToUs())
                .as("requests at the origin after %s", visible(octets))
                .allSatisfy(request -> {
                    assertThat(request.field("X-Request-Id")).isEqualTo(reply.field("X-Request-Id"));
                    assertThat(request.content().complete()).as("complete").isFalse();
                });
        known.add(reply.field("X-Request-Id"));
        return reply;
    }

    /** Sends the octets, expects an answer of the origin, and returns what the origin saw. */
    ReceivedRequest takes(String octets) {
        Reply reply = served(octets);
        assertThat(reply.status()).as("status for %s", visible(octets)).isEqualTo(200);
        return origin.requests().stream()
                .filter(request -> request.field("X-Request-Id").equals(reply.field("X-Request-Id")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not at the origin: " + visible(octets)));
    }

    private Reply served(String octets) {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send(octets).read();
            known.add(reply.field("X-Request-Id"));
            return reply;
        }
    }

    private Reply answersAndCloses(Set<Integer> statuses, String octets) {
        try (RawClient client = proxy.connect()) {
            // The proxy may answer and stop reading before everything is sent.
            client.trySend(octets.getBytes(StandardCharsets.ISO_8859_1));
            Reply reply = client.read();
            assertThat(reply.status()).as("status for %s", visible(octets)).isIn(statuses);
            assertThat(reply.fields().listed("Connection", "close"))
                    .as("Connection: close after %s", visible(octets))
                    .isTrue();
            assertThat(client.awaitClosed())
                    .as("closed after %s", visible(octets))
                    .isTrue();
            return reply;
        }
    }

    /** Requests that no client's answer accounts for. An honest request first lets what is under way arrive. */
    private List<ReceivedRequest> unknownToUs() {
        assertThat(served(Messages.get("/honest")).status()).isEqualTo(200);
        return origin.requests().stream()
                .filter(request -> request.fields().all("X-Request-Id").stream().noneMatch(known::contains))
                .toList();
    }

    private static String visible(String octets) {
        String cut = octets.length() > 300 ? octets.substring(0, 300) + "..." : octets;
        return cut.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
    }
}
