package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that come just before a drain, and are served once it has begun. */
class DrainTest {
    private static final ExchangeHandler NOBODY = new ExchangeHandler() {
        @Override
        public void handle(DownstreamExchange exchange) {
            throw new AssertionError("no request was sent");
        }

        @Override
        public void finished(Exchange facts) {
            throw new AssertionError("no request was sent");
        }
    };

    private static List<H2Frame> framesTo(byte[] client) {
        MemoryServer server = new MemoryServer(NOBODY);
        server.drain();
        return server.serve(MemoryTransport.whole(client, () -> {}));
    }

    private static List<H2Frame> goAways(List<H2Frame> frames) {
        return frames.stream().filter(frame -> frame.type() == H2Frame.GOAWAY).toList();
    }

    /** RFC 9113 section 3.4. */
    @Test
    void settingsComeBeforeAGoAway() {
        List<H2Frame> frames = framesTo(ServerConnection.PREFACE);
        assertThat(frames.getFirst().type()).isEqualTo(H2Frame.SETTINGS);
        assertThat(goAways(frames).getFirst().number(0)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aClientThatHasSaidNothingHasDoneNothingWrong() {
        assertThat(goAways(framesTo(new byte[0]))).allMatch(frame -> frame.number(4) == H2Code.NO_ERROR.ordinal());
    }
}
