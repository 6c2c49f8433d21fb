package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.wire.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin of HTTP/2 that answers a request before all of it has come: RFC 9113 section 8.1. The client's connection goes on. */
class AnsweredOriginUploadTest {
    private static final List<H2Step> NEXT = H2Step.answer(200, "ok");

    private static H2Origin answering(H2Step... behind) {
        return H2Origin.scripted(request -> {
            if (request.path().equals("/next")) {
                return NEXT;
            }
            List<H2Step> steps = new ArrayList<>(List.of(H2Step.head(200), H2Step.lastContent("ok")));
            steps.addAll(List.of(behind));
            return steps;
        });
    }

    private static void goesOn(RawClient client, Reply answer) {
        assertThat(answer.fields().has("Connection")).isFalse();
        assertThat(client.send(Messages.get("/next")).read().body()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 6|abcdef", "Transfer-Encoding: chunked|3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"})
    void theRestIsSentBehindTheAnswer(String parts) {
        String[] part = parts.split("\\|");
        try (H2Origin origin = answering(new H2Step.ReadContent());
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply answer = client.send(Messages.postWith(part[0] + "\r\n", "")).read();
            client.send(part[1]);
            goesOn(client, answer);
            H2Request upload = origin.awaitRequests(2).getFirst();
            assertThat(upload.body()).isEqualTo("abcdef");
            assertThat(upload.stream().reset()).isNull();
        }
    }

    @Test
    void theRestThatTheOriginDoesNotWantIsReadAndThrownAway() {
        try (H2Origin origin = answering(new H2Step.Reset(H2Code.NO_ERROR));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply answer = client.send(Messages.postWith("Content-Length: 200000\r\n", ""))
                    .read();
            assertThat(answer.body()).isEqualTo("ok");
            client.send("x".repeat(200_000));
            goesOn(client, answer);
            assertThat(origin.awaitRequests(2)).hasSize(2);
            assertThat(origin.connections()).isOne();
        }
    }
}
