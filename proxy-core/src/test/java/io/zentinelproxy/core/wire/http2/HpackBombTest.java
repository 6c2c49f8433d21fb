package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import org.junit.jupiter.api.Test;

/** Few octets that become many: CVE-2016-6581, CVE-2026-49975, CVE-2026-47774. */
class HpackBombTest {

    /** An entry of 4 kB, and so many references to it of an octet each. */
    private static HpackBlock bomb(int references) {
        HpackBlock block = HpackBlock.request("GET", "/").indexedField("x", "y".repeat(4000));
        for (int i = 0; i < references; i++) {
            block.index(62);
        }
        return block;
    }

    @Test
    void referencesCountAsTheFieldsThatTheyStandFor() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy()) {
            proxy.answers(431, "head_too_large", "3 references to 4 kB", bomb(3));
            var tooMany =
                    proxy.answers(431, "too_many_fields", "12,000 references to 4 kB, 48 MB of fields", bomb(12_000));
            assertThat(tooMany.fields().has("x-request-id")).isTrue();
        }
    }

    /** Each of them would be 65 MB; in all, 6 GB of fields come in 1.6 MB of octets. */
    @Test
    void bombsOneAfterAnotherAreEachRefused() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.open(bomb(16_000 - 4200), true).awaitReply().status())
                        .isEqualTo(431);
            }
            assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    /** Many small fields: the other way to fill a table of lines. */
    @Test
    void manySmallFieldsAreRefused() {
        try (AttackedH2Proxy proxy = new AttackedH2Proxy()) {
            HpackBlock block = HpackBlock.request("GET", "/").indexedField("x", "");
            for (int i = 0; i < 15_000; i++) {
                block.index(62);
            }
            proxy.answers(431, "too_many_fields", "15,000 fields", block);
        }
    }

    /** A block without end: no more of it is kept than a head may take, and it does not go on for ever. */
    @Test
    void aBlockWithoutEndEndsTheConnection() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            byte[] piece = new byte[16_384];
            java.util.Arrays.fill(piece, (byte) 0xbe);
            client.send(H2Frame.headers(1, bomb(0).octets(), H2Frame.END_STREAM));
            boolean taken = true;
            for (int i = 0; i < 64 && taken && !client.hasEnded(); i++) {
                taken = client.trySend(H2Frame.continuation(1, piece, false));
            }
            client.awaitClosed();
            assertThat(client.frames())
                    .filteredOn(frame -> frame.type() == H2Frame.GOAWAY)
                    .extracting(frame -> H2Code.of((int) frame.number(4)))
                    .isSubsetOf(H2Code.ENHANCE_YOUR_CALM);
        }
    }
}
