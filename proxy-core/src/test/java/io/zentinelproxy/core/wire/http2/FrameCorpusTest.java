package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.h2.FrameCorpus;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bad frame that others have written down is answered with an error that they expect, on streams that are open and on others. */
class FrameCorpusTest {
    private static Conformance conformance;

    @BeforeAll
    static void start() {
        conformance = new Conformance();
    }

    @AfterAll
    static void stop() {
        conformance.close();
    }

    static List<FrameCorpus.Case> bad() {
        return FrameCorpus.cases().stream().filter(one -> !one.isGood()).toList();
    }

    @Test
    void theCorpusIsWhole() {
        assertThat(FrameCorpus.cases()).hasSize(34);
        assertThat(bad()).hasSize(22);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aBadFrameIsAnsweredWithItsError(FrameCorpus.Case bad) {
        conformance.check(client -> client.sendRaw(bad.wire()), client -> isRefused(client, bad));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aBadFrameBesideAStreamThatIsOpenIsAnsweredWithItsError(FrameCorpus.Case bad) {
        conformance.check(
                client -> {
                    client.open("POST", Conformance.HOLD);
                    client.sendRaw(bad.wire());
                },
                client -> isRefused(client, bad));
    }

    private static void isRefused(H2Client client, FrameCorpus.Case bad) {
        H2Frame error = client.awaitFrame(
                "an error", frame -> frame.type() == H2Frame.GOAWAY || frame.type() == H2Frame.RST_STREAM);
        H2Code code = H2Code.of((int) error.number(error.type() == H2Frame.GOAWAY ? 4 : 0));
        assertThat(code).isIn(bad.errors());
    }
}
