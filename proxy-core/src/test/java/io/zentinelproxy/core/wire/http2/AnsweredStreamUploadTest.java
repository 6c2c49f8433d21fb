package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The request of a stream that is answered before all of it has come: RFC 9113 section 8.1. Its connection goes on in any case. */
class AnsweredStreamUploadTest {
    private static final List<Step> ANSWER_FIRST = List.of(Step.send(Messages.OK), new Step.ReadBody());

    @Test
    void theOriginsConnectionGoesOnWhenWhatWasAnnouncedFollowsTheAnswer(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.scripted(
                        request -> request.target().equals("/next") ? Messages.ANSWER_OK : ANSWER_FIRST);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream upload = client.open("POST", "/", "content-length", "6").data("abc", false);
            assertThat(upload.awaitReply().body()).isEqualTo("ok");
            upload.data("def", true);
            assertThat(log.awaitOnlyLine().number("status")).isEqualTo(200);
            client.roundTrip();
            assertThat(upload.reset()).isNull();
            assertThat(client.get("/next").awaitReply().status()).isEqualTo(200);
            List<ReceivedRequest> seen = origin.awaitRequests(2);
            assertThat(seen.getFirst().body()).isEqualTo("abcdef");
            assertThat(seen).extracting(ReceivedRequest::connection).containsExactly(0, 0);
        }
    }

    @Test
    void theStreamIsResetWhereMuchOrWhoKnowsWhatIsToCome() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream announced = client.open("POST", "/", "content-length", "8000000");
            H2Stream unannounced = client.open("POST", "/");
            H2Stream asking = client.open("POST", "/", "content-length", "6", "expect", "100-continue");
            for (H2Stream upload : List.of(announced, unannounced, asking)) {
                assertThat(upload.awaitHead().status()).isEqualTo(200);
                assertThat(upload.awaitReset()).isEqualTo(H2Code.NO_ERROR);
            }
            assertThat(origin.awaitRequests(3))
                    .extracting(ReceivedRequest::connection)
                    .containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    /** Neither is odd, whoever resets the stream first: with every one of them the work was over. */
    @ParameterizedTest
    @ValueSource(strings = {"6", ""})
    void manyStreamsThatAreResetBehindTheirAnswersCostNoConnection(String length) {
        String[] fields = length.isEmpty() ? new String[0] : new String[] {"content-length", length};
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("http2 { max-odd-events 100; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            for (int i = 0; i < 100; i++) {
                H2Stream upload = client.open("POST", "/", fields);
                assertThat(upload.awaitReply().status()).isEqualTo(200);
                upload.reset(H2Code.CANCEL);
            }
            client.roundTrip();
            assertThat(client.open("POST", "/", fields).awaitReply().status()).isEqualTo(200);
        }
    }
}
