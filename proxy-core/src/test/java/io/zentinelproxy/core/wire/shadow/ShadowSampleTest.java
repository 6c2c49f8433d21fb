package io.zentinelproxy.core.wire.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import org.junit.jupiter.api.Test;

/** {@code percentage} and {@code sample-header}: which requests are mirrored. */
class ShadowSampleTest {
    private static final int MANY = 1000;

    /** Sends so many requests, one after the other, and returns how many of them were chosen: for what is chosen may find no room. */
    private static int chosenOf(int requests, String percentage) {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "percentage " + percentage);
                RawClient client = proxy.proxy.connect()) {
            for (int i = 0; i < requests; i++) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            }
            await().until(() -> proxy.underWay() == 0);
            double dropped =
                    proxy.dropped("route_full") + proxy.dropped("upstream_full") + proxy.dropped("no_connection");
            assertThat(shadow.requests()).hasSize((int) proxy.requests("success"));
            return (int) (dropped + proxy.requests("success"));
        }
    }

    @Test
    void ofNoPercentNoneIsMirrored() {
        assertThat(chosenOf(100, "0")).isZero();
    }

    @Test
    void ofHundredPercentAllAre() {
        assertThat(chosenOf(100, "100")).isEqualTo(100);
    }

    /** Six standard deviations of a fair draw: one false alarm in a thousand million runs. */
    @Test
    void anyShareIsKept() {
        assertThat(chosenOf(MANY, "50")).isBetween(405, 595);
    }

    @Test
    void aShareMayBeAFraction() {
        assertThat(chosenOf(MANY, "2.5")).isBetween(1, 55);
    }

    @Test
    void onlyRequestsWithTheSampleFieldAreMirrored() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "sample-header \"X-Canary\" \"Yes\"")) {
            for (String fields : new String[] {"", "X-Canary: no\r\n", "X-Canary: yes\r\n", "X-Other: Yes\r\n"}) {
                proxy.ask(Messages.getWith(fields));
            }
            proxy.ask(Messages.getWith("x-canary: no\r\nx-canary: Yes\r\n"));
            ReceivedRequest only = shadow.onlyRequest();
            assertThat(only.fields().all("X-Canary")).containsExactly("no", "Yes");
            assertThat(proxy.origin.requests()).hasSize(5);
        }
    }

    @Test
    void theShareIsOneOfThoseWithTheSampleField() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "percentage 0; sample-header \"X-Canary\" \"yes\"")) {
            proxy.ask(Messages.getWith("X-Canary: yes\r\n"));
            assertThat(proxy.dropped("not_sent")).isZero();
            assertThat(proxy.underWay()).isZero();
            assertThat(shadow.requests()).isEmpty();
        }
    }
}
