package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Via tells each side what the other one spoke to us, not what it is spoken to with (RFC 9110 section 7.6.3). */
class ViaTest {
    @ParameterizedTest
    @CsvSource({"1.0, 1.0", "1.0, 1.1", "1.1, 1.0", "1.1, 1.1"})
    void eachSideIsToldWhatTheOtherSpoke(String ofClient, String ofOrigin) {
        String answer = "HTTP/" + ofOrigin + " 200 OK\r\nVia: 1.0 cache\r\nContent-Length: 0\r\n\r\n";
        try (TestOrigin origin = TestOrigin.answering(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send("GET / HTTP/" + ofClient + "\r\nHost: a.test\r\n\r\n")
                    .read();

            assertThat(origin.onlyRequest().field("Via")).isEqualTo(ofClient + " zentinel");
            assertThat(reply.fields().all("Via")).containsExactly("1.0 cache, " + ofOrigin + " zentinel");
        }
    }
}
