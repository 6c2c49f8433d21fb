package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.http2.hpack.HpackEncoder;
import io.zentinelproxy.core.net.Sweep;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The buffers of frames on their way out are lent: a connection that has nothing to send, or has ended in whatever way, has none. */
class OutputBuffersTest {
    private final OutputBuffers buffers = new OutputBuffers();
    private final Sweep sweep = new Sweep(System::nanoTime);
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final MemoryTransport transport =
            MemoryTransport.whole(new byte[0], () -> {}).beforeWrites(this::waitWhileWriting);
    private final CountDownLatch broken = new CountDownLatch(1);
    private final Output output =
            new Output(transport, buffers, new HpackEncoder(HeadEncoder.MAX_OCTETS), broken::countDown);

    private void waitWhileWriting() {
        writing.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void end() {
        sweep.close();
    }

    private Thread sends(Outgoing stream, int octets) {
        return Thread.startVirtualThread(() -> output.content(stream, ByteBuffer.allocate(octets), true));
    }

    @Test
    void aWriteThatFailsGivesBackWhatWasPutMeanwhile() throws InterruptedException {
        output.control(Frames.WINDOW_UPDATE, 0, 1000);
        writing.await();
        output.control(Frames.WINDOW_UPDATE, 0, 1000);
        assertThat(buffers.taken()).isEqualTo(2);
        transport.close();
        goOn.countDown();
        broken.await();
        output.breakOff();
        assertThat(buffers.taken()).isZero();
    }

    /** Frames that the reading thread had before it saw the end. */
    @Test
    void aWindowThatOpensAfterTheEndTakesNoBuffer() throws InterruptedException {
        Outgoing stream = new Outgoing(1, 0, sweep, () -> {});
        Thread sender = sends(stream, 1000);
        await().until(() -> sender.getState() == Thread.State.WAITING);
        output.breakOff();
        output.windowUpdate(stream, 5000);
        output.windowUpdate(5000);
        assertThat(buffers.taken()).isZero();
        output.fail(stream, Outgoing.End.BROKEN);
        sender.join();
    }

    @Test
    void contentThatWaitsForItsWindowHoldsNoBuffer() throws InterruptedException {
        goOn.countDown();
        Outgoing stream = new Outgoing(1, 0, sweep, () -> {});
        Thread sender = sends(stream, 1000);
        await().until(() -> sender.getState() == Thread.State.WAITING);
        assertThat(buffers.taken()).isZero();
        output.windowUpdate(stream, 500);
        await().until(() -> transport.sent() == Frames.HEADER + 500);
        await().untilAsserted(() -> assertThat(buffers.taken()).isZero());
        output.windowUpdate(stream, 500);
        sender.join();
    }
}
