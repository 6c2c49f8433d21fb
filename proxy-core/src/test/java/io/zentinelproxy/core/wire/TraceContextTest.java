package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ReceivedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** traceparent and tracestate (W3C Trace Context) go on untouched, or not at all. */
class TraceContextTest {

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String STATE = "tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE\r\n";

    private static ReceivedRequest forwarded(String fieldLines) {
        return AtOrigin.of(Messages.getWith(fieldLines));
    }

    @ParameterizedTest
    @ValueSource(strings = {PARENT, "cc" + "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later"})
    void traceGoesOnUntouched(String parent) {
        ReceivedRequest request = forwarded("TraceParent: " + parent + "\r\n" + STATE + "tracestate: more=1\r\n");
        assertThat(request.head()).contains("TraceParent: " + parent + "\r\n").contains(STATE);
        assertThat(request.fields().all("tracestate")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
                "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void malformedTraceIsDroppedWithItsState(String parent) {
        ReceivedRequest request = forwarded("traceparent: " + parent + "\r\n" + STATE);
        assertThat(request.fields().has("traceparent")).isFalse();
        assertThat(request.fields().has("tracestate")).isFalse();
    }

    @Test
    void twoTracesAreNone() {
        ReceivedRequest request = forwarded(("traceparent: " + PARENT + "\r\n").repeat(2) + STATE);
        assertThat(request.fields().has("traceparent")).isFalse();
        assertThat(request.fields().has("tracestate")).isFalse();
    }

    @Test
    void stateWithoutATraceIsDropped() {
        assertThat(forwarded(STATE).fields().has("tracestate")).isFalse();
    }
}
