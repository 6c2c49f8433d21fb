package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The buffer that answers leave in has room for any frame, or for none: a client chooses by its windows how much is left. */
class AnswersFillBuffersTest {
    private static final int LONG = 200_000;

    /** Of a buffer what others than control frames may use, and a frame's worth that is too little for one of full use. */
    private static final int ROOM = 60 * 1024;

    private static final int PIECE = 4096;

    @Test
    void noRoomThatIsLeftStopsTheConnection() {
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send(Messages.okWith("Content-Length: " + LONG + "\r\n", "")),
                        new Step.SendPattern(LONG));
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            for (int left = PIECE - 16; left <= PIECE + 16; left++) {
                leave(proxy, left);
            }
        }
    }

    private static void leave(RunningProxy proxy, int left) {
        H2Options options = H2Options.leavingWindowsOf(0);
        try (H2Client client = H2Client.connect(proxy.address(), options)) {
            H2Stream first = client.get("/first");
            first.allow(65_535);
            first.awaitContent(65_535);
            List<H2Stream> filling = new ArrayList<>();
            for (int room = ROOM; room > left; room -= PIECE) {
                filling.add(client.get("/" + room));
            }
            H2Stream last = client.get("/last");
            filling.forEach(H2Stream::awaitHead);
            last.awaitHead();
            int room = ROOM;
            for (H2Stream one : filling) {
                int frame = Math.min(PIECE, room - left);
                one.allow(Math.max(1, frame - 9));
                room -= frame;
            }
            last.allow(LONG);
            client.roundTrip();
            client.send(H2Frame.windowUpdate(0, 1_000_000));
            client.roundTrip();
            last.awaitContent(LONG);
            assertThat(last.awaitReply().status()).isEqualTo(200);
            first.reset(H2Code.CANCEL);
            filling.forEach(stream -> stream.reset(H2Code.CANCEL));
        }
    }
}
