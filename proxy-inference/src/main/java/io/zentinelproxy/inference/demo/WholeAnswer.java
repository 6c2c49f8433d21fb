package io.zentinelproxy.inference.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** An answer that is no stream; where a fault asks for it, its second half does not come. */
final class WholeAnswer {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final byte[] octets;
    private final DemoFault fault;
    private final Runnable cut;

    /** @param cut breaks the connection */
    WholeAnswer(byte[] octets, DemoFault fault, Runnable cut) {
        this.octets = octets;
        this.fault = fault;
        this.cut = cut;
    }

    void writeTo(OutputStream out) throws IOException {
        boolean half = fault == DemoFault.CUT || fault == DemoFault.STALL;
        out.write(octets, 0, half ? octets.length / 2 : octets.length);
        if (!half) {
            return;
        }
        out.flush();
        if (fault == DemoFault.STALL) {
            new Pace(FOR_EVER).pause();
        }
        cut.run();
        throw new IOException("cut, as was asked");
    }
}
