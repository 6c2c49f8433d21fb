package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Whatever frames a client sends, however they are cut: the server sends what a slow reading of RFC 9113 says, ends with the error
 * that this says, and nothing is left of the connection. Requests are taken up, but not answered, so that what is sent depends on
 * what has come alone.
 */
class Http2FramesFuzzTest {
    private static final byte[] SETTINGS = H2Frame.settings().octets();
    private static final int MOST_OCTETS = 60_000;

    /** Waits until its stream is no more. */
    private static final class Waiting implements ExchangeHandler {
        @Override
        public void handle(DownstreamExchange exchange) {
            CountDownLatch gone = new CountDownLatch(1);
            exchange.awaitOrigin(gone::countDown);
            try {
                gone.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            exchange.originArrived();
            exchange.settle();
        }

        @Override
        public void finished(Exchange facts) {}
    }

    private static final MemoryServer SERVER = new MemoryServer(new Waiting());

    @FuzzTest
    void aServerSendsWhatASlowReadingOfTheFramesSays(byte[] octets) {
        if (octets.length > MOST_OCTETS) {
            return;
        }
        SlowFrames.Verdict expected = SlowFrames.read(octets);
        byte[] all = ByteBuffer.allocate(ServerConnection.PREFACE.length + SETTINGS.length + octets.length)
                .put(ServerConnection.PREFACE)
                .put(SETTINGS)
                .put(octets)
                .array();
        isAsExpected(SERVER.serve(MemoryTransport.whole(all, () -> {})), expected);
        isAsExpected(SERVER.serve(MemoryTransport.uneven(all, () -> {})), expected);
    }

    private static void isAsExpected(List<H2Frame> sent, SlowFrames.Verdict expected) {
        assertThat(sent.getFirst().type()).isEqualTo(H2Frame.SETTINGS);
        List<String> events = sent.stream()
                .skip(1)
                .filter(frame -> frame.type() != H2Frame.WINDOW_UPDATE)
                .map(Http2FramesFuzzTest::event)
                .toList();
        List<String> wanted = new ArrayList<>(expected.events());
        wanted.addFirst("settings");
        if (expected.isCertain()) {
            assertThat(events.subList(0, events.size() - 1)).isEqualTo(wanted);
            assertThat(expected.ends())
                    .map(code -> "end " + expected.lastStream() + " " + code)
                    .contains(events.getLast());
        } else {
            assertThat(events).startsWith(wanted.toArray(String[]::new));
        }
    }

    private static String event(H2Frame frame) {
        ByteBuffer payload = ByteBuffer.wrap(frame.payload());
        return switch (frame.type()) {
            case H2Frame.SETTINGS -> "settings";
            case H2Frame.RST_STREAM -> "reset " + frame.stream() + " " + ErrorCode.of(payload.getInt());
            case H2Frame.PING -> "ping " + SlowFrames.text(payload);
            case H2Frame.GOAWAY -> "end " + payload.getInt() + " " + ErrorCode.of(payload.getInt());
            default -> frame.toString();
        };
    }
}
