package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.redis.Questions.hourly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.security.quota.Charges;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A peer that speaks the protocol but gives no answer to our question is a store that fails, with the fallback for it. */
class HostileRepliesTest {
    @Test
    void anAnswerOfAnotherKindIsAFailureOfTheStore() throws Exception {
        assertFails("+OK\r\n");
        assertFails("*0\r\n");
        assertFails("*4\r\n$1\r\na\r\n:1\r\n:1\r\n:1\r\n");
    }

    private static void assertFails(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> accept(server, answer));
            try (LimitStore store = RedisStore.open(Questions.at(server.getLocalPort()))) {
                assertThat(store.state().up()).isFalse();
                assertThatThrownBy(() -> Charges.take(store, charge(hourly("one", 1), "a", 1)))
                        .isInstanceOf(StoreException.class);
            }
        }
    }

    private static void accept(ServerSocket server, String answer) {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client, answer));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** Greets as Redis does, to HELLO with a map, and answers each question alike. */
    private static void serve(Socket client, String answer) {
        try (client) {
            byte[] octets = new byte[8192];
            for (int count = client.getInputStream().read(octets);
                    count > 0;
                    count = client.getInputStream().read(octets)) {
                String question = new String(octets, 0, count, StandardCharsets.ISO_8859_1);
                String said = question.contains("HELLO") ? "%1\r\n$5\r\nproto\r\n:3\r\n" : answer;
                client.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException gone) {
            // So is its client.
        }
    }
}
