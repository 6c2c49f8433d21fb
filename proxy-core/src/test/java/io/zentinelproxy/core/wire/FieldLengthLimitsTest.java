package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * max-header-name-bytes and max-header-value-bytes. A name whose length overflowed hid a Content-Length in CVE-2021-40346: a hard cap
 * leaves nothing to overflow.
 */
class FieldLengthLimitsTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy(
                Piece.limits("max-header-size 65536\nmax-header-name-bytes 20\nmax-header-value-bytes 300"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @Test
    void whatIsJustUnderTheLimitsIsTaken() {
        proxy.takes(Messages.getWith("N".repeat(20) + ": " + "v".repeat(300) + "\r\n"));
        proxy.takes(Messages.getWith("X:" + "v".repeat(300) + "   \r\n"));
    }

    @Test
    void aNameOverTheLimitIsRefused() {
        assertThat(proxy.refuses(431, Messages.getWith("N".repeat(21) + ": v\r\n"))
                        .body())
                .contains("field_name_too_long");
        proxy.refuses(431, Messages.getWith("N".repeat(21) + ": v\r\nContent-Length: 3\r\n"));
    }

    @Test
    void aValueOverTheLimitIsRefused() {
        assertThat(proxy.refuses(431, Messages.getWith("X: " + "v".repeat(301) + "\r\n"))
                        .body())
                .contains("field_value_too_long");
    }

    /** Blanks carry nothing, so few of them are enough. */
    @Test
    void aLineOfManyBlanksIsRefused() {
        proxy.refuses(431, Messages.getWith("X: " + " ".repeat(5000) + "v\r\n"));
    }

    /** The head's own limit is far off, and the client waits for the answer before it sends more. */
    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nHost: a.test\r\nX: %s", "GET / HTTP/1.1\r\n%s", "GET / HTTP/1.1\r\nX: y\r\n%s"
            })
    void aLineWithoutEndIsRefusedWhileItComes(String octets) {
        proxy.refuses(431, octets.formatted("n".repeat(2000)));
    }

    @Test
    void fieldsAreCountedWhileTheyCome() {
        assertThat(proxy.refuses(431, "GET / HTTP/1.1\r\nHost: a.test\r\n" + "X: y\r\n".repeat(3000))
                        .body())
                .contains("too_many_fields");
    }

    @Test
    void trailersOfARequestAreUnderTheSameLimits() {
        proxy.breaksOff(431, Messages.chunkedPost("1\r\na\r\n0\r\n" + "N".repeat(21) + ": v\r\n\r\n"));
        proxy.breaksOff(431, Messages.chunkedPost("1\r\na\r\n0\r\nX: " + "v".repeat(301) + "\r\n\r\n"));
        proxy.breaksOff(431, Messages.chunkedPost("1\r\na\r\n0\r\nX: " + "v".repeat(2000)));
        proxy.breaksOff(431, Messages.chunkedPost("1\r\na\r\n0\r\n" + "n".repeat(2000)));
    }

    @Test
    void aMethodWithoutEndIsNoRequestLine() {
        proxy.refuses(400, "A".repeat(1 << 20));
    }

    /** The defaults: 256 and 4096. */
    @Test
    void withoutAWordTheOriginalsDefaultsHold() {
        try (AttackedProxy usual = new AttackedProxy()) {
            usual.takes(Messages.getWith("N".repeat(256) + ": v\r\n"));
            usual.refuses(431, Messages.getWith("N".repeat(257) + ": v\r\n"));
            usual.takes(Messages.getWith("X: " + "v".repeat(4096) + "\r\n"));
            usual.refuses(431, Messages.getWith("X: " + "v".repeat(4097) + "\r\n"));
            usual.refuses(431, Messages.getWith("X: " + "v".repeat(1 << 20) + "\r\n"));
        }
    }

    @Test
    void answersOfOriginsMayHaveLongerOnes() {
        String cookie = "Set-Cookie: " + "c".repeat(5000) + "\r\n" + "N".repeat(300) + ": v\r\n";
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith(cookie + "Content-Length: 0\r\n", ""));
                RunningProxy usual = RunningProxy.inFrontOf(origin);
                RawClient client = usual.connect()) {
            assertThat(client.send(Messages.GET).read().field("Set-Cookie")).hasSize(5000);
        }
    }

    @Test
    void eachHasItsCounter() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy usual = RunningProxy.inFrontOf(origin)) {
            for (String line : new String[] {"N".repeat(257) + ": v", "X: " + "v".repeat(4097)}) {
                try (RawClient client = usual.connect()) {
                    client.send(Messages.getWith(line + "\r\n")).read();
                }
            }
            await().untilAsserted(() -> assertThat(MetricSamples.of(usual))
                    .containsEntry("zentinel_blocked_requests_total{reason=\"field_name_too_long\"}", 1.0)
                    .containsEntry("zentinel_blocked_requests_total{reason=\"field_value_too_long\"}", 1.0));
        }
    }
}
