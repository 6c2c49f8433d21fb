package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One connection to an {@link H2Origin}. */
public final class H2OriginConnection extends H2Connection {
    private final H2Origin origin;
    private final int number;

    H2OriginConnection(H2Origin origin, int number, Socket tcp, Socket socket, H2Options options) throws IOException {
        super(tcp, socket, options);
        this.origin = origin;
        this.number = number;
    }

    /** Which of the origin's connections, the first is 0. */
    public int number() {
        return number;
    }

    @Override
    void readPreface(DataInputStream in) throws IOException {
        byte[] preface = new byte[H2Frame.PREFACE.length];
        in.readFully(preface);
        if (!Arrays.equals(preface, H2Frame.PREFACE)) {
            throw new IOException("not the preface of HTTP/2: " + Arrays.toString(preface));
        }
    }

    @Override
    void readingEnded() {
        end();
    }

    @Override
    void opened(H2Stream stream) {
        H2Request request;
        synchronized (lock) {
            request = new H2Request(this, stream, stream.sections().getFirst());
        }
        List<H2Step> steps = origin.received(request);
        Thread.ofVirtual().name("h2-request").start(() -> take(steps, request));
    }

    private void take(List<H2Step> steps, H2Request request) {
        try {
            for (H2Step step : steps) {
                take(step, request);
            }
        } catch (AssertionError clientGone) {
            // A step could not be taken: the test finds out by what is missing.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(H2Step step, H2Request request) throws InterruptedException {
        H2Stream stream = request.stream();
        switch (step) {
            case H2Step.Section section ->
                stream.fields(section.end(), section.fields().toArray(String[]::new));
            case H2Step.Content content -> stream.send(content.octets(), content.end());
            case H2Step.SendPattern pattern -> stream.sendPattern(pattern.octets(), pattern.end());
            case H2Step.Drip drip -> drip(stream, drip.octets(), drip.permits());
            case H2Step.Frames frames -> send(frames.frames().toArray(H2Frame[]::new));
            case H2Step.Raw raw -> sendRaw(raw.octets());
            case H2Step.ReadContent read -> stream.awaitEnd();
            case H2Step.WaitFor wait -> wait.latch().await(HangGuard.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            case H2Step.AwaitReset reset -> stream.awaitReset();
            case H2Step.AwaitClose close -> awaitClosed();
            case H2Step.Echo echo -> echo(request);
            case H2Step.Reset reset -> stream.reset(reset.code());
            case H2Step.GoAway goAway -> send(H2Frame.goAway(goAway.lastStream(), goAway.code()));
            case H2Step.Close close -> end();
            case H2Step.Abort abort -> abort();
            case H2Step.Do does -> does.what().accept(request);
        }
    }

    private static void echo(H2Request request) {
        String seen = request.head().lines().stream()
                        .map(line -> line.name() + ": " + line.value() + "\n")
                        .collect(Collectors.joining())
                + "\n" + request.stream().content().text();
        request.stream().fields(false, ":status", "200", "content-type", "text/plain");
        request.stream().send(seen, true);
    }

    private static void drip(H2Stream stream, byte[] octets, Semaphore permits) throws InterruptedException {
        for (byte octet : octets) {
            if (!permits.tryAcquire(HangGuard.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            stream.send(new byte[] {octet}, false);
        }
    }
}
