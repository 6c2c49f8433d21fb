package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.Step;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content of answers that breaks its own framing, or is there where none may be. RFC 9112 sections 6.3, 7.1 and 8. */
class HostileContentTest {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static final Piece IMPATIENT = Piece.upstream("timeouts { read \"500ms\"; }");
    private static final String EVIL = Messages.okWith("Content-Length: 4\r\n", "evil");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xyz\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                " 3\r\nabc\r\n0\r\n\r\n",
                "3 \r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3\rabc\r\n0\r\n\r\n",
                "\r\n3\r\nabc\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\n",
                "8000000000000000\r\n",
                "3;a\0b\r\nabc\r\n0\r\n\r\n",
                "3;a\rb\r\nabc\r\n0\r\n\r\n"
            })
    void brokenFirstChunkIsNeverComplete(String chunks) {
        try (HostileOrigin lie = HostileOrigin.answering(CHUNKED + chunks)) {
            lie.isNeverComplete();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nabc\n0\r\n\r\n",
                "3\r\nabc\r\nxyz\r\n",
                "3\r\nabc\r\n0\r\nX : y\r\n\r\n",
                "3\r\nabc\r\n0\r\nX: a\0b\r\n\r\n",
                "3\r\nabc\r\n0\n\n",
                "3\r\nabc\r\n0\r\n\n"
            })
    void brokenLaterChunkIsNeverComplete(String chunks) {
        try (HostileOrigin lie = HostileOrigin.doing(
                Step.send(CHUNKED), Step.send("1\r\nz\r\n"), Step.send(chunks), new Step.AwaitClose())) {
            lie.isNeverComplete();
        }
    }

    @Test
    void endlessChunkExtensionIsCutOff() {
        try (HostileOrigin lie = HostileOrigin.answering(CHUNKED + "1;" + "x".repeat(1 << 20))) {
            lie.isNeverComplete();
        }
        try (HostileOrigin lie = HostileOrigin.answering(CHUNKED + "1;xxxxxxxxxxxxxxxx\r\na\r\n".repeat(100_000))) {
            lie.isNeverComplete();
        }
    }

    @Test
    void endlessTrailersAreCutOff() {
        String content = CHUNKED + "3\r\nabc\r\n0\r\n";
        for (String trailers :
                new String[] {"X: " + "y".repeat(1 << 20), "X: y\r\n".repeat(100_000), "y".repeat(1 << 20)}) {
            try (HostileOrigin lie = HostileOrigin.answering(content + trailers)) {
                lie.isNeverComplete();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "2\r\n",
                "2\r\na",
                "2\r\nab",
                "2\r\nab\r\n",
                "2\r\nab\r\n0\r\n",
                "2\r\nab\r\n0\r\nX: y\r\n"
            })
    void chunksWithoutTheirEndAreNeverComplete(String chunks) {
        for (Step end : new Step[] {new Step.Close(), new Step.Reset(), new Step.HalfClose()}) {
            try (HostileOrigin lie = HostileOrigin.doing(new Step.ReadBody(), Step.send(CHUNKED + chunks), end)) {
                lie.isNeverComplete();
            }
        }
    }

    @Test
    void contentShorterThanItsLengthIsNeverComplete() {
        for (Step end : new Step[] {new Step.Close(), new Step.Reset(), new Step.HalfClose()}) {
            for (String part : new String[] {"", "abc"}) {
                String half = Messages.okWith("Content-Length: 6\r\n", part);
                try (HostileOrigin lie = HostileOrigin.doing(new Step.ReadBody(), Step.send(half), end)) {
                    lie.isNeverComplete();
                }
            }
        }
    }

    @Test
    void contentThatStopsIsNeverComplete() {
        Step half = Step.send(Messages.okWith("Content-Length: 6\r\n", "abc"));
        try (HostileOrigin lie = HostileOrigin.doing(new HandClock(), IMPATIENT, half, new Step.AwaitClose())) {
            lie.isBrokenOff("read_timeout");
        }
    }

    @Test
    void headThatStopsIsAGatewayTimeout() {
        for (String half : new String[] {"", "HTTP/1.1 200 OK\r\nX: y", "HTTP/1.1 103 Early Hints\r\n\r\n"}) {
            try (HostileOrigin lie =
                    HostileOrigin.doing(new HandClock(), IMPATIENT, Step.send(half), new Step.AwaitClose())) {
                lie.isAnswered(504, "read_timeout");
            }
        }
    }

    /** Each octet comes in time, the head as a whole never does. */
    @Test
    void headThatDripsForEverIsAGatewayTimeout() {
        Semaphore drops = new Semaphore(0);
        Thread tap = Thread.startVirtualThread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                drops.release();
                LockSupport.parkNanos(20_000_000);
            }
        });
        byte[] head = ("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(1000)).getBytes(StandardCharsets.US_ASCII);
        try (HostileOrigin lie =
                HostileOrigin.doing(new HandClock(), IMPATIENT, new Step.Drip(head, drops), new Step.AwaitClose())) {
            lie.isAnswered(504, "read_timeout");
        } finally {
            tap.interrupt();
        }
    }

    @Test
    void contentUntilCloseThatEndsInAResetIsNeverComplete() {
        try (HostileOrigin lie =
                HostileOrigin.doing(new Step.ReadBody(), Step.send("HTTP/1.1 200 OK\r\n\r\nabc"), new Step.Reset())) {
            lie.isNeverComplete();
        }
    }

    @Test
    void octetsBehindTheAnswerAreNeverTheNextAnswer() {
        for (String behind : new String[] {EVIL, "\r\n", "x", "\0".repeat(100_000)}) {
            try (HostileOrigin lie =
                    HostileOrigin.answering(Messages.okWith("Content-Length: 4\r\n", "good") + behind)) {
                lie.isCutTo(200, "good");
            }
            try (HostileOrigin lie = HostileOrigin.answering(CHUNKED + "4\r\ngood\r\n0\r\n\r\n" + behind)) {
                lie.isCutTo(200, "good");
            }
        }
    }

    /** Long content is read past the buffer, and to its last octet only: what stands behind it is still with the kernel. */
    @Test
    void octetsBehindLongContentAreNeverTheNextAnswer() {
        String good = "g".repeat(300_000);
        for (String behind : new String[] {EVIL, "x"}) {
            try (HostileOrigin lie =
                    HostileOrigin.answering(Messages.okWith("Content-Length: 300000\r\n", good) + behind)) {
                lie.isCutTo(200, good);
            }
        }
    }

    /** RFC 9110 section 15.2: nothing interim comes behind the final answer. */
    @Test
    void continueBehindTheFinalAnswerIsNeverPassedOn() {
        for (String interim : new String[] {"100 Continue", "103 Early Hints", "101 Switching Protocols"}) {
            String behind = "HTTP/1.1 " + interim + "\r\n\r\n";
            try (HostileOrigin lie =
                    HostileOrigin.answering(Messages.okWith("Content-Length: 4\r\n", "good") + behind)) {
                lie.isCutTo(200, "good");
            }
        }
    }

    @Test
    void contentOfANotModifiedIsNeverTheNextAnswer() {
        try (HostileOrigin lie = HostileOrigin.answering(
                "HTTP/1.1 304 Not Modified\r\nContent-Length: " + EVIL.length() + "\r\n\r\n" + EVIL)) {
            lie.isCutTo(304, "");
        }
        try (HostileOrigin lie = HostileOrigin.answering(
                "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n")) {
            lie.isCutTo(304, "");
        }
    }

    @Test
    void contentOfANoContentIsNeverTheNextAnswer() {
        try (HostileOrigin lie = HostileOrigin.answering("HTTP/1.1 204 No Content\r\n\r\n" + EVIL)) {
            lie.isCutTo(204, "");
        }
        try (HostileOrigin lie = HostileOrigin.answering("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nevil")) {
            lie.isCutTo(204, "");
        }
    }

    /** It may come yet. */
    @Test
    void noContentThatAnnouncesSomeIsTheLastOnItsConnection() {
        for (String framing : new String[] {"Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n"}) {
            try (HostileOrigin lie = HostileOrigin.answering("HTTP/1.1 204 No Content\r\n" + framing + "\r\n")) {
                lie.isCutTo(204, "");
            }
        }
    }

    @Test
    void contentOfAnAnswerToHeadIsNeverTheNextAnswer() {
        for (String framing : new String[] {"Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n", ""}) {
            try (HostileOrigin lie = HostileOrigin.answering(Messages.okWith(framing, EVIL))) {
                lie.isCutTo(200, "", "HEAD");
            }
        }
    }
}
