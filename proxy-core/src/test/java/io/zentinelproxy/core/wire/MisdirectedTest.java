package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.SealedListener.CA;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.TlsPeer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that belongs to another certificate than the handshake's: 421 (RFC 9110 section 15.5.20, CVE-2025-23419). */
class MisdirectedTest {
    private final TestOrigin origin = TestOrigin.answering(Messages.OK);
    private final RunningProxy proxy = RunningProxy.inFrontOf(
            origin,
            SealedListener.listener(
                    CA.server("default.example", "also.example"),
                    SealedListener.sni(CA.server("a.example", "*.a.example"))
                            + SealedListener.sni(CA.server("b.example"))));

    @AfterEach
    void close() {
        proxy.close();
        origin.close();
    }

    private RawClient connect(SSLContext context, String name) {
        return RawClient.overTls(proxy.address(), context, name);
    }

    private static int status(RawClient client, String host) {
        return client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                .read()
                .status();
    }

    @Test
    void hostOfAnotherCertificateReachesNoOriginAndTheConnectionGoesOn() {
        try (RawClient client = connect(CA.clientContext(), "a.example")) {
            assertThat(status(client, "b.example")).isEqualTo(421);
            assertThat(status(client, "B.Example.:443")).isEqualTo(421);
            assertThat(status(client, "default.example")).isEqualTo(421);
            assertThat(status(client, "nobody.example")).isEqualTo(421);
            assertThat(origin.requests()).isEmpty();
            assertThat(status(client, "a.example")).isEqualTo(200);
        }
    }

    @Test
    void hostOfTheSameCertificateIsServed() {
        try (RawClient client = connect(CA.clientContext(), "a.example")) {
            for (String host : new String[] {"www.a.example", "A.EXAMPLE:443", "a.example:8443", "x.a.example"}) {
                assertThat(status(client, host)).as(host).isEqualTo(200);
            }
        }
    }

    @Test
    void whoAsksForNoNameMayAskForTheDefaultsHostsAlone() {
        try (RawClient client = connect(TestCertificates.trustingContext(), "127.0.0.1")) {
            assertThat(status(client, "b.example")).isEqualTo(421);
            assertThat(status(client, "default.example")).isEqualTo(200);
            assertThat(status(client, "nobody.example")).isEqualTo(200);
            assertThat(status(client, "127.0.0.1")).isEqualTo(200);
        }
    }

    @Test
    void absoluteTargetDecidesAsTheOriginWouldSeeIt() {
        try (RawClient client = connect(CA.clientContext(), "a.example")) {
            assertThat(client.send("GET https://b.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(421);
            assertThat(client.send("GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(421);
            assertThat(client.send("GET https://a.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    private static void awaitNextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
    }

    /** Both the default certificate and one chosen by its name: JSSE looks that up again for a ticket. */
    @ParameterizedTest
    @ValueSource(strings = {"default.example", "a.example"})
    void resumedSessionGivesNoFurtherRights(String name) {
        SSLContext context = CA.clientContext();
        long begun;
        try (TlsPeer first = TlsPeer.connect(proxy.address(), context, name, asked -> {})) {
            assertThat(first.get(name)).isEqualTo(200);
            begun = first.session().getCreationTime();
        }
        awaitNextMillisecond();
        try (TlsPeer resumed = TlsPeer.connect(proxy.address(), context, name, asked -> {})) {
            // A session that goes on keeps the moment that it was made.
            assertThat(resumed.session().getCreationTime()).isEqualTo(begun);
            assertThat(resumed.get("b.example")).isEqualTo(421);
            assertThat(resumed.get(name)).isEqualTo(200);
        }
    }
}
