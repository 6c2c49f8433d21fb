package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is too much is answered as in HTTP/1.1, on its stream alone: RFC 6585 section 5, RFC 9110 section 15.5. */
class LimitsTest {

    /** A field section of any length, in as many frames as it takes. */
    static Consumer<H2Client> inFrames(HpackBlock block) {
        return client -> {
            byte[] octets = block.octets();
            int id = client.nextStream();
            int piece = 16_384;
            client.send(H2Frame.headers(
                    id,
                    Arrays.copyOf(octets, Math.min(piece, octets.length)),
                    H2Frame.END_STREAM | (octets.length <= piece ? H2Frame.END_HEADERS : 0)));
            for (int at = piece; at < octets.length; at += piece) {
                int end = Math.min(octets.length, at + piece);
                client.trySend(H2Frame.continuation(id, Arrays.copyOfRange(octets, at, end), end == octets.length));
            }
        };
    }

    private static HpackBlock with(String... fields) {
        return HpackBlock.request("GET", "/", fields);
    }

    private static String[] manyFields(int count) {
        String[] fields = new String[2 * count];
        Arrays.setAll(fields, i -> i % 2 == 0 ? "x-" + i : "y");
        return fields;
    }

    @Test
    void tooManyFieldsAreRefused() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy()) {
            proxy.answers(431, "too_many_fields", "101 fields", with(manyFields(101)));
            proxy.answers(431, "too_many_fields", "a thousand fields", inFrames(with(manyFields(1000))));
            assertThat(proxy.takes(with(manyFields(80))).fields().has("x-158")).isTrue();
        }
    }

    /** CVE-2026-49975: crumbs are fields, however they are joined. */
    @Test
    void cookieCrumbsCountAsFields() {
        String[] crumbs = new String[2 * 150];
        Arrays.setAll(crumbs, i -> i % 2 == 0 ? "cookie" : "a=b");
        try (AttackedH2Proxy proxy = new AttackedH2Proxy()) {
            proxy.answers(431, "too_many_fields", "150 crumbs", with(crumbs));
        }
    }

    @Test
    void tooLargeAHeadIsRefused() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy()) {
            String[] fields = new String[2 * 10];
            Arrays.setAll(fields, i -> i % 2 == 0 ? "x-" + i : "y".repeat(1000));
            proxy.answers(431, "head_too_large", "10 kB of fields", with(fields));
            proxy.answers(431, "field_value_too_long", "a value of 5 kB", with("x", "y".repeat(5000)));
            proxy.answers(431, "field_name_too_long", "a name of 300 octets", with("x".repeat(300), "y"));
        }
    }

    @Test
    void tooLongATargetIsRefused() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy()) {
            proxy.answers(414, "target_too_long", "a path of 9 kB", HpackBlock.request("GET", "/" + "a".repeat(9000)));
        }
    }

    /** The table that both sides share must not lose its way for a head that is refused. */
    @Test
    void fieldsOfARefusedHeadStillEnterTheTable() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy();
                H2Client client = proxy.connect()) {
            HpackBlock refused =
                    HpackBlock.request("GET", "/").fields(manyFields(101)).indexedField("x-kept", "kept");
            assertThat(client.open(refused, true).awaitReply().status()).isEqualTo(431);
            HpackBlock next = HpackBlock.request("GET", "/next").index(62);
            assertThat(client.open(next, true).awaitReply().status()).isEqualTo(200);
            assertThat(proxy.origin().onlyRequest().field("x-kept")).isEqualTo("kept");
        }
    }

    @Test
    void tooMuchContentIsRefused() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy(Piece.limits("max-body-size 1000"))) {
            proxy.answers(
                    413,
                    "body_too_large",
                    "a length over the limit",
                    client -> client.open("POST", "/", "content-length", "1001"));
        }
    }

    @Test
    void contentThatTurnsOutTooLongIsRefused() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy(Piece.limits("max-body-size 1000"));
                H2Client client = proxy.connect()) {
            var stream = client.open("POST", "/").data("x".repeat(600), false).data("x".repeat(600), true);
            assertThat(stream.awaitReply().status()).isEqualTo(413);
            assertThat(proxy.origin().requests())
                    .allSatisfy(
                            request -> assertThat(request.content().complete()).isFalse());
            client.roundTrip();
        }
    }

    @Test
    void contentUpToTheLimitIsTaken() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy(Piece.limits("max-body-size 1000"));
                H2Client client = proxy.connect()) {
            var reply = client.open("POST", "/")
                    .data("x".repeat(500), false)
                    .data("x".repeat(500), true)
                    .awaitReply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(proxy.origin().onlyRequest().content().length()).isEqualTo(1000);
        }
    }
}
