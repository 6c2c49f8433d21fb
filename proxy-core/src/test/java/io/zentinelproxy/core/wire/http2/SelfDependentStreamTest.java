package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** RFC 7540 section 5.3.1: a stream that depends on itself is in error, and no other is. */
class SelfDependentStreamTest {
    private static final int WEIGHT = 15;

    private static Conformance conformance;

    @BeforeAll
    static void start() {
        conformance = new Conformance();
    }

    @AfterAll
    static void stop() {
        conformance.close();
    }

    private static H2Frame headOn(H2Client client, int stream, int dependsOn) {
        byte[] block = client.block("POST", "/").octets();
        byte[] payload = ByteBuffer.allocate(5 + block.length)
                .putInt(dependsOn)
                .put((byte) WEIGHT)
                .put(block)
                .array();
        return new H2Frame(H2Frame.HEADERS, H2Frame.PRIORITIZED | H2Frame.END_HEADERS, stream, payload);
    }

    @Test
    void itIsResetAndItsContentThatIsUnderWayIsLetPass() {
        conformance.check(
                client -> {
                    int stream = client.nextStream();
                    client.send(headOn(client, stream, stream), H2Frame.data(stream, "under way", true));
                },
                Conformance.streamError(1, H2Code.PROTOCOL_ERROR));
    }

    @Test
    void aStreamThatAClientMayNotOpenEndsTheConnection() {
        conformance.check(
                client -> client.send(headOn(client, 2, 2)), Conformance.connectionError(H2Code.PROTOCOL_ERROR));
    }

    @Test
    void oneThatDependsOnAnotherIsAnswered() {
        conformance.check(
                client -> client.send(headOn(client, client.nextStream(), 7), H2Frame.data(1, "", true)),
                client -> assertThat(client.stream(1).awaitReply().status()).isEqualTo(200));
    }
}
