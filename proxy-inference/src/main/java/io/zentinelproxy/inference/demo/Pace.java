package io.zentinelproxy.inference.demo;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * How fast the model speaks.
 *
 * @param betweenPieces the pause before each piece of a stream; zero for none
 */
record Pace(Duration betweenPieces) {

    void pause() throws InterruptedIOException {
        if (betweenPieces.isZero()) {
            return;
        }
        try {
            Thread.sleep(betweenPieces);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("origin closed");
        }
    }
}
