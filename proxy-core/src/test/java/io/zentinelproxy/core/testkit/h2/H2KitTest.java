package io.zentinelproxy.core.testkit.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.TestCertificates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The kit's client and origin against each other: each does what the other's test says. */
class H2KitTest {

    @Test
    void requestAndAnswerCarryFieldsContentAndTrailers() {
        try (H2Origin origin = H2Origin.doing(
                        new H2Step.ReadContent(),
                        H2Step.head(103, "link", "</a>"),
                        H2Step.head(200, "x", "y"),
                        H2Step.content("ans"),
                        H2Step.content("wer"),
                        H2Step.trailers("t", "1"));
                H2Client client = H2Client.connect(origin.address())) {
            H2Stream stream = client.open("POST", "/p?q", "a", "b");
            stream.data("con", false).data("tent", false).fields(true, "s", "2");
            H2Reply reply = stream.awaitReply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.interim()).hasSize(1);
            assertThat(reply.field("x")).isEqualTo("y");
            assertThat(reply.body()).isEqualTo("answer");
            assertThat(reply.trailers().only("t")).isEqualTo("1");
            H2Request request = origin.onlyRequest();
            assertThat(request.method() + request.path() + request.scheme() + request.authority())
                    .isEqualTo("POST/p?qhttpa.test");
            assertThat(request.body()).isEqualTo("content");
            assertThat(request.trailers().only("s")).isEqualTo("2");
            assertThat(request.stream().receivedOnWire()).isEqualTo(stream.sentOnWire());
            assertThat(stream.receivedOnWire()).isEqualTo(request.stream().sentOnWire());
        }
    }

    @Test
    void contentOfMebibytesKeepsToTheWindowsInBothDirections() {
        long octets = 9_000_001;
        try (H2Origin origin = H2Origin.doing(
                        new H2Step.ReadContent(), H2Step.head(200), new H2Step.SendPattern(octets, true));
                H2Client client =
                        H2Client.connect(origin.address(), H2Options.USUAL.with(H2Options.INITIAL_WINDOW_SIZE, 1000))) {
            H2Stream stream = client.open("PUT", "/");
            assertThat(stream.sendPattern(octets, true)).isTrue();
            assertThat(stream.awaitReply().content().crc32()).isEqualTo(Pattern.crc32(octets));
            assertThat(origin.onlyRequest().content().crc32()).isEqualTo(Pattern.crc32(octets));
        }
    }

    @Test
    void whoHasNoWindowWaits() {
        try (H2Origin origin = H2Origin.answering(200, "answer");
                H2Client client = H2Client.connect(origin.address(), H2Options.leavingWindowsOf(0))) {
            H2Stream stream = client.get("/");
            stream.awaitHead();
            client.roundTrip();
            assertThat(stream.content().length()).isZero();
            stream.allow(4);
            stream.awaitContent(4);
            stream.allow(2);
            assertThat(stream.awaitReply().body()).isEqualTo("answer");
        }
    }

    @Test
    void streamsAreServedBesideEachOther() {
        CountDownLatch latch = new CountDownLatch(1);
        try (H2Origin origin = H2Origin.scripted(request -> request.path().equals("/slow")
                        ? List.of(new H2Step.WaitFor(latch), H2Step.only(204))
                        : List.of(H2Step.only(200)));
                H2Client client = H2Client.connect(origin.address())) {
            H2Stream slow = client.get("/slow");
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(1);
            latch.countDown();
            assertThat(slow.awaitReply().status()).isEqualTo(204);
        }
    }

    @Test
    void resetsAndGoodbyesAreSeen() {
        try (H2Origin origin = H2Origin.inOrder(
                        List.of(new H2Step.Reset(H2Code.REFUSED_STREAM)),
                        List.of(new H2Step.AwaitReset(), new H2Step.GoAway(3, H2Code.NO_ERROR), new H2Step.Close()));
                H2Client client = H2Client.connect(origin.address())) {
            assertThat(client.get("/").awaitReset()).isEqualTo(H2Code.REFUSED_STREAM);
            client.open("POST", "/").reset(H2Code.CANCEL);
            assertThat(client.awaitGoAway()).isEqualTo(new H2GoAway(3, H2Code.NO_ERROR, ""));
            client.awaitClosed();
            assertThat(origin.requests().get(1).awaitReset()).isEqualTo(H2Code.CANCEL);
        }
    }

    @Test
    void overTlsProtocolIsSettledByAlpn() {
        TestCertificates authority = TestCertificates.authority();
        try (H2Origin origin = H2Origin.echo().overTls(authority.server("a.test"));
                H2Client client = H2Client.overTls(origin.address(), authority.clientContext(), "a.test")) {
            assertThat(client.get("/over").awaitReply().body()).contains(":path: /over", ":scheme: https");
            assertThat(origin.handshakes().getFirst().applicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void aPeerThatBreaksTheRfcFailsTheTest() {
        List<H2Step> bad = new ArrayList<>();
        bad.add(new H2Step.Do(request ->
                request.connection().send(H2Frame.data(request.stream().id(), "x", true))));
        bad.add(new H2Step.Do(request -> request.connection().send(H2Frame.windowUpdate(0, 0))));
        bad.add(new H2Step.Do(request ->
                request.connection().send(H2Frame.headers(request.stream().id(), new HpackBlock().raw(0x80), true))));
        bad.add(H2Step.frames(new H2Frame(99, 0, 0, new byte[16_385])));
        for (H2Step step : bad) {
            try (H2Origin origin = H2Origin.doing(step, H2Step.only(200))) {
                H2Client client = H2Client.connect(origin.address());
                assertThatThrownBy(() -> client.get("/").awaitReply()).hasMessageContaining("broke RFC 9113");
                assertThatThrownBy(client::close).hasMessageContaining("broke RFC 9113");
            }
        }
    }
}
