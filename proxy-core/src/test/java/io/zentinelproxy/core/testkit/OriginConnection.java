package io.zentinelproxy.core.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection to the origin: reads a head, does the steps of the script for it, and so on until it ends. One thread. */
final class OriginConnection implements Runnable {

    private final int number;
    private final SocketChannel socket;
    private final Transcript transcript = new Transcript();
    private final TestOrigin origin;

    /** Set before the first request, where the origin speaks TLS. */
    private volatile @Nullable SSLSocket encrypted;

    OriginConnection(int number, SocketChannel socket, TestOrigin origin) {
        this.number = number;
        this.socket = socket;
        this.origin = origin;
    }

    Transcript transcript() {
        return transcript;
    }

    @Override
    public void run() {
        try (socket) {
            OriginTlsSide tls = origin.tls();
            Wire wire = tls == null ? inTheClear() : encrypted(tls);
            while (socket.isOpen() && serveOne(wire)) {}
        } catch (IOException gone) {
            // The peer went away while we wrote: the transcript says so by ending.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            transcript.end();
        }
    }

    private Wire inTheClear() {
        Wire wire = new Wire(transcript.over(Channels.newInputStream(socket)));
        if (origin.expectsProxyHeader()) {
            skipProxyHeader(wire);
        }
        return wire;
    }

    /** The header of the PROXY protocol comes before the handshake, of which no octet may be read with it. */
    private Wire encrypted(OriginTlsSide tls) throws IOException {
        if (origin.expectsProxyHeader()) {
            skipProxyHeader(new Wire(transcript.over(octetByOctet(Channels.newInputStream(socket)))));
        }
        SSLSocket over = tls.over(socket);
        origin.handshaken(OriginTlsSide.handshake(over));
        encrypted = over;
        return new Wire(transcript.over(over.getInputStream()));
    }

    private static InputStream octetByOctet(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return super.read(buffer, offset, Math.min(length, 1));
            }
        };
    }

    /** A line, or the binary form: 16 octets, of which the last two count those that follow. */
    private static void skipProxyHeader(Wire wire) {
        if (wire.next() == 'P') {
            wire.line();
            return;
        }
        readOctets(wire, 13);
        readOctets(wire, wire.next() << 8 | wire.next());
    }

    /** Whether a request came. */
    private boolean serveOne(Wire wire) throws IOException, InterruptedException {
        String requestLine = wire.line();
        if (requestLine == null) {
            return false;
        }
        ReceivedRequest request = ReceivedRequest.of(number, requestLine, fieldLines(wire));
        for (Step step : origin.received(request)) {
            take(step, wire, request);
        }
        if (socket.isOpen() && !request.arriving().isDone()) {
            request.readBody(wire);
        }
        return true;
    }

    private static List<String> fieldLines(Wire wire) {
        List<String> lines = new ArrayList<>();
        for (String line = wire.line(); line != null && !line.isEmpty(); line = wire.line()) {
            lines.add(line);
        }
        return lines;
    }

    private void take(Step step, Wire wire, ReceivedRequest request) throws IOException, InterruptedException {
        switch (step) {
            case Step.Send send -> out().write(send.octets());
            case Step.Echo echo -> echo(request);
            case Step.Drip drip -> drip(drip.octets(), drip.permits());
            case Step.SendPattern pattern -> Pattern.writeTo(out()::write, pattern.octets());
            case Step.ReadBody body -> request.readBody(wire);
            case Step.ReadOctets octets -> readOctets(wire, octets.count());
            case Step.WaitFor wait -> wait.latch().await(Wire.HANG_GUARD.toMillis(), TimeUnit.MILLISECONDS);
            case Step.AwaitClose close -> awaitClose(wire);
            case Step.HalfClose half -> socket.shutdownOutput();
            case Step.Close close -> end();
            case Step.Reset reset -> reset();
        }
    }

    private OutputStream out() throws IOException {
        SSLSocket tls = encrypted;
        return tls == null ? Channels.newOutputStream(socket) : tls.getOutputStream();
    }

    /** With TLS it says so first (close_notify); a {@link Step.HalfClose} does not. */
    private void end() throws IOException {
        SSLSocket tls = encrypted;
        if (tls != null) {
            tls.close();
        }
        socket.close();
    }

    private void echo(ReceivedRequest request) throws IOException {
        String seen = request.head() + (request.arriving().isDone() ? request.body() : "");
        String content = request.method().equals("HEAD") ? "" : seen;
        push("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + seen.length() + "\r\n\r\n" + content);
    }

    private void drip(byte[] octets, Semaphore permits) throws IOException, InterruptedException {
        for (byte octet : octets) {
            if (!permits.tryAcquire(Wire.HANG_GUARD.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            out().write(octet);
        }
    }

    private static void readOctets(Wire wire, int count) {
        for (int i = 0; i < count && wire.next() >= 0; i++) {}
    }

    private void awaitClose(Wire wire) throws IOException {
        byte[] sink = new byte[8192];
        while (wire.next(sink, 0, sink.length) >= 0) {}
        socket.close();
    }

    /** Sends now, from whatever thread, outside of any step. */
    void push(String octets) throws IOException {
        out().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Its end is on the way when this returns: closing alone leaves it to the thread that reads here, which may sleep on. */
    void close() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (ClosedChannelException itsOwnThreadWasFirst) {
            return;
        }
        socket.close();
    }

    private void reset() throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }
}
