package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.BalancerHeader.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers with a few octets changed, lost or too many: each connection comes to its end, and none to a fault of ours. */
class MutatedProxyHeadersTest {
    private static final int CONNECTIONS = 1_500;
    private static final byte[] GET = BalancerHeader.octets(Messages.getWith("Connection: close\r\n"));

    private static final List<byte[]> HEADERS = List.of(
            BalancerHeader.v1("198.51.100.7"),
            BalancerHeader.v1("2001:db8::7"),
            BalancerHeader.v2("198.51.100.7", BalancerHeader.record(1, BalancerHeader.octets("h2"))),
            BalancerHeader.v2("2001:db8::7"),
            BalancerHeader.v2WithChecksum("198.51.100.7", 0),
            BalancerHeader.v2(BalancerHeader.LOCAL, 0, new byte[20]));

    @ParameterizedTest
    @ValueSource(strings = {"required", "optional"})
    void endRefusedOrServedAndNeverInAFaultOfOurs(String mode) {
        SplittableRandom random = new SplittableRandom(5);
        int served = 0;
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Piece.listener("proxy-protocol { from \"127.0.0.1\"; mode \"" + mode + "\"; }"))) {
            for (int i = 0; i < CONNECTIONS; i++) {
                byte[] header = mutated(HEADERS.get(random.nextInt(HEADERS.size())), random);
                try (RawClient client = proxy.connect()) {
                    // A length that grew takes the request for the rest of the header: then the end of input ends the
                    // wait.
                    if (client.trySend(join(header, GET))) {
                        client.halfClose();
                    }
                    Reply reply = client.readUnlessClosed();
                    int status = reply == null ? 0 : reply.status();
                    assertThat(status).as("connection %d", i).isIn(0, 200, 400, 408, 431, 501, 505);
                    served += status == 200 ? 1 : 0;
                }
            }
            await().until(() -> proxy.server().connections() == 0);
            assertThat(served).isBetween(1, CONNECTIONS - 1);
        }
    }

    private static byte[] mutated(byte[] header, SplittableRandom random) {
        byte[] octets = header.clone();
        for (int change = random.nextInt(3); change >= 0; change--) {
            int at = random.nextInt(octets.length);
            switch (random.nextInt(4)) {
                case 0 -> octets[at] = (byte) random.nextInt();
                case 1 -> octets[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> octets = Arrays.copyOf(octets, Math.max(1, at));
                case 3 -> octets = join(octets, Arrays.copyOfRange(octets, at, octets.length));
            }
        }
        return octets;
    }
}
