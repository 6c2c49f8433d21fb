package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is under way when something is said that would forbid it: both sides have to put up with that for a while. */
class EarlyContentTest {
    private static final int DEFAULT_WINDOW = 65_535;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME = 16_384;

    /** Section 6.9.3: a client that has not seen our settings goes by the window that is the default. */
    @Test
    void contentThatCameBeforeOurSettingsWereSeenMayFillTheDefaultWindow() {
        Piece small = Piece.listener("http2 { stream-window-size 16384; }");
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, small)) {
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            first.writeBytes(PREFACE);
            first.writeBytes(
                    H2Frame.octets(H2Frame.settings(), H2Frame.headers(1, HpackBlock.request("POST", "/"), false)));
            byte[] content = Pattern.octets(DEFAULT_WINDOW);
            for (int at = 0; at < content.length; at += FRAME) {
                int end = Math.min(at + FRAME, content.length);
                first.writeBytes(
                        H2Frame.octets(H2Frame.data(1, Arrays.copyOfRange(content, at, end), end == content.length)));
            }
            try (H2Client client = H2Client.connectSaying(proxy.address(), first.toByteArray(), 1)) {
                assertThat(client.stream(1).awaitReply().status()).isEqualTo(200);
                assertThat(origin.requests().getFirst().content().octets()).isEqualTo(content);
            }
        }
    }

    /** Section 5.1: what was sent before our RST_STREAM was seen, however many other streams have ended since. */
    @Test
    void contentOfAnUploadThatWasAnsweredEarlyIsPutUpWith() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream upload = client.open("POST", "/early");
            assertThat(upload.awaitHead().status()).isEqualTo(200);
            upload.awaitReset();
            for (int round = 0; round < 10; round++) {
                List<H2Stream> others = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    others.add(client.get("/"));
                }
                others.forEach(
                        stream -> assertThat(stream.awaitReply().status()).isEqualTo(200));
            }
            client.send(H2Frame.data(upload.id(), "late", true));
            client.roundTrip();
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
        }
    }
}
