package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Something that speaks otherwise than memcached does: it is a store that fails, and its connections are not used again. */
class HostileRepliesTest {
    private final Limiter limiter = limiter("hostile", 10, Duration.ofSeconds(1), 10);
    private final Charge charge = charge(limiter, "a", 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR\r\nERROR\r\n",
                "CLIENT_ERROR cannot increment or decrement non-numeric value\r\nEN\r\n",
                "SERVER_ERROR out of memory storing object\r\nEN\r\n",
                "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
                "\r\n",
                "\n",
                "VA\r\n",
                "VA \r\n",
                "VA 1\n1\r\n",
                "VA -1\r\n\r\n",
                "VA +1\r\n1\r\n",
                "VA 0\r\n\r\nEN\r\n",
                "VA 99\r\n",
                "VA 2147483648\r\n",
                "VA 18446744073709551617\r\n1\r\nEN\r\n",
                "VA 1\r\n12\r\nEN\r\n",
                "VA 2\r\n1\r\nEN\r\n",
                "VA 1\r\nx\r\nEN\r\n",
                "VA 2\r\n-1\r\nEN\r\n",
                "VA 21\r\n111111111111111111111\r\nEN\r\n",
                "VA 1 x\r\n1\r\nEN\r\n",
                "VA 1 c\r\n1\r\nEN\r\n",
                "VA 1 cx\r\n1\r\nEN\r\n",
                "VA 1 c1 c1\r\n1\r\nEN\r\n",
                "VA  1\r\n1\r\nEN\r\n",
                "va 1\r\n1\r\nEN\r\n",
                "VA 1\r\n1\r\nHD\r\n",
                "VA 1\r\n1\r\nVA 1\r\nx\r\n",
                "VA 1\r\n1\r\nEN\r\nVA 1\r\n1\r\n",
                "HD\r\nEN\r\n",
                "MN\r\nMN\r\n",
                "NS\r\nEN\r\n",
                "\0\0\0\0\r\n\0\r\n",
            })
    void whatIsNoReplyFailsAndClosesTheConnection(String reply) throws Exception {
        try (HostileServer server = HostileServer.saying(reply);
                MemcachedStore store = store(server, Fixture.AMPLE)) {
            failsAndCloses(store, server);
        }
    }

    @Test
    void aLineWithoutEndIsReadToItsBoundAndNoFurther() throws Exception {
        try (HostileServer server = HostileServer.saying("V".repeat(1 << 20));
                MemcachedStore store = store(server, Fixture.AMPLE)) {
            failsAndCloses(store, server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "VA", "VA 1\r\n", "VA 1\r\n1\r", "VA 1\r\n1\r\n", "VA 2\r\n1\r\nEN\r\n"})
    void aReplyThatDoesNotComeToItsEndIsWaitedForNoLongerThanTheTimeout(String reply) throws Exception {
        try (HostileServer server = HostileServer.saying(reply);
                MemcachedStore store = store(server, Duration.ofMillis(50))) {
            failsAndCloses(store, server);
        }
    }

    @Test
    void octetsThatComeNowAndThenDoNotMakeItLonger() throws Exception {
        try (HostileServer server = HostileServer.dripping();
                MemcachedStore store = store(server, Duration.ofMillis(50))) {
            failsAndCloses(store, server);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VA 1 c5\r\nx\r\nEN\r\n",
                "VA 3 c5\r\n1 x\r\nEN\r\n",
                "VA 5 c5\r\n1 NaN\r\nEN\r\n",
                "VA 4 c5\r\n1 -1\r\nEN\r\n",
                "VA 7 c5\r\n1 1e300\r\nEN\r\n",
                "HD\r\nEN\r\n"
            })
    void aValueThatIsNoBucketFails(String reply) throws Exception {
        try (HostileServer server = HostileServer.saying(reply);
                MemcachedStore store = new MemcachedStore(Fixture.settings(Fixture.AMPLE, true, server.port()))) {
            failsAndCloses(store, server);
        }
    }

    @Test
    void numbersAtTheEndOfTheirRangeAreOnlyLarge() throws Exception {
        try (HostileServer server =
                        HostileServer.saying("VA 20\r\n18446744073709551615\r\nVA 19\r\n9223372036854775807\r\n");
                MemcachedStore store = store(server, Fixture.AMPLE)) {
            assertThat(take(store, charge)).isFalse();
            assertThat(charge.remaining()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MN\r\n", "NF\r\nMN\r\n", "HD\r\nMN\r\n"})
    void repliesToWhatWasSaidQuietlyAreNotTakenForTheNextOne(String quiet) throws Exception {
        try (HostileServer server = refusingFirst(quiet);
                MemcachedStore store = store(server, Fixture.AMPLE)) {
            assertThat(take(store, charge(limiter, "b", 1), charge)).isFalse();
            assertThat(take(store, charge)).isTrue();
            assertThat(charge.remaining()).isEqualTo(5);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NF\r\nNF\r\nMN\r\n", "SERVER_ERROR out of memory\r\nMN\r\n", "VA 100\r\n"})
    void badRepliesToWhatWasSaidQuietlyCloseTheConnection(String quiet) throws Exception {
        try (HostileServer server = refusingFirst(quiet);
                MemcachedStore store = store(server, Fixture.AMPLE)) {
            assertThat(take(store, charge(limiter, "b", 1), charge)).isFalse();
            assertThatThrownBy(() -> take(store, charge)).isInstanceOf(StoreException.class);
            server.awaitClosed(1);
        }
    }

    /** Refuses the second of two limits, says this of what is given back of the first, and then that 3 are used. */
    private static HostileServer refusingFirst(String quiet) {
        return new HostileServer(client -> {
            say(client, "VA 1\r\n1\r\nVA 2\r\n99\r\nEN\r\n");
            StringBuilder said = new StringBuilder();
            while (said.indexOf("mn\r\n") < 0) {
                said.append((char) client.getInputStream().read());
            }
            // Beside the first decision, and that the time was not told yet.
            say(client, quiet + "HD\r\nVA 1\r\n3\r\nEN\r\n");
        });
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void failsAndCloses(MemcachedStore store, HostileServer server) {
        assertThatThrownBy(() -> take(store, charge))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("memcached 127.0.0.1:" + server.port())
                .hasMessageMatching("[ -~]*");
        server.awaitClosed(1);
        assertThatThrownBy(() -> take(store, charge)).isInstanceOf(StoreException.class);
        // It may have given up before the server has seen it come.
        await().untilAsserted(() -> assertThat(server.connections()).isEqualTo(2));
    }

    private static MemcachedStore store(HostileServer server, Duration timeout) {
        return new MemcachedStore(Fixture.settings(timeout, false, server.port()));
    }
}
