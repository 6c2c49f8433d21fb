package io.zentinelproxy.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.testkit.HandshakeFacts;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeHostTest {
    private static final ClientAddress CLIENT = ClientAddress.of(InetAddress.getLoopbackAddress(), 50_000);

    private final List<String> asked = new ArrayList<>();
    private final Slots.Plan plan = new Slots.Plan();

    /** The identity of a name is its domain. */
    private final HandshakeHost hosts = new HandshakeHost(this::isServed);

    private boolean isServed(Object identity, byte[] octets, int start, int end) {
        String host = Ascii.text(octets, start, end);
        asked.add(host);
        return host.endsWith(identity.toString());
    }

    private Exchange connection(@Nullable String serverName, String identity) {
        Exchange exchange = new Exchange("main", CLIENT, new RequestHead());
        exchange.bind("main", CLIENT, CLIENT, 0, HandshakeFacts.asking(serverName, identity, plan.open()));
        return exchange;
    }

    private static Exchange asking(Exchange exchange, String host) throws Exception {
        byte[] octets = Ascii.octets(host);
        exchange.begin(0, 0);
        exchange.head().reset(octets);
        if (octets.length > 0) {
            exchange.head().authority(octets, 0, octets.length, 443);
        }
        return exchange;
    }

    @Test
    void nameOfTheHandshakeIsNotAskedAbout() throws Exception {
        hosts.check(asking(connection("a.example", ".example"), "A.Example:443"));
        hosts.check(asking(connection("a.example", ".example"), "a.example:8443"));
        assertThat(asked).isEmpty();
    }

    @Test
    void hostOfAnotherCertificateIsMisdirectedEachTime() {
        Exchange connection = connection("a.example", ".example");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> hosts.check(asking(connection, "b.other")))
                    .isInstanceOfSatisfying(
                            PolicyFault.class,
                            fault -> assertThat(fault.kind()).isEqualTo(PolicyFault.Kind.MISDIRECTED));
        }
        assertThat(asked).containsExactly("b.other", "b.other");
    }

    @Test
    void handshakeWithoutANameIsAskedAboutAsWell() {
        Exchange connection = connection(null, ".default");
        assertThatThrownBy(() -> hosts.check(asking(connection, "a.example"))).isInstanceOf(PolicyFault.class);
    }

    @Test
    void eachConnectionIsJudgedByItsOwnHandshake() throws Exception {
        hosts.check(asking(connection("a.example", ".example"), "b.example"));
        assertThatThrownBy(() -> hosts.check(asking(connection("c.other", ".other"), "b.example")))
                .isInstanceOf(PolicyFault.class);
    }

    @Test
    void requestWithoutAHostIsForTheHandshakesOwn() {
        assertThatCode(() -> hosts.check(asking(connection("a.example", ".example"), "")))
                .doesNotThrowAnyException();
    }
}
