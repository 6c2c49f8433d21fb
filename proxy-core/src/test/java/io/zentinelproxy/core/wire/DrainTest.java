package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The end of a proxy: it stops accepting, finishes what runs, closes what idles. */
class DrainTest {

    @Test
    void runningExchangeIsFinishedAndItsConnectionClosed() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect().send(Messages.GET)) {
            origin.awaitRequests(1);
            Thread drain = Thread.startVirtualThread(proxy::drain);
            await().until(() -> !accepts(proxy));
            assertThat(drain.isAlive()).as("drain waits for what runs").isTrue();
            answer.countDown();
            Reply reply = client.read();
            assertThat(reply.body()).isEqualTo("ok");
            assertThat(reply.fields().listed("Connection", "close")).isTrue();
            assertThat(client.awaitClosed()).isTrue();
            drain.join();
        }
    }

    @Test
    void idleConnectionsAreClosed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient served = proxy.connect();
                RawClient fresh = proxy.connect()) {
            served.send(Messages.GET).read();
            proxy.drain();
            assertThat(served.awaitClosed()).isTrue();
            assertThat(fresh.awaitClosed()).isTrue();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void exchangeThatDoesNotEndIsBrokenOffAfterTheGracefulTimeout() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: 6\r\n", "abc")), new Step.AwaitClose());
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Piece.system("graceful-shutdown-timeout-secs \"300ms\""));
                RawClient client = proxy.connect().send(Messages.GET)) {
            client.readHead();
            proxy.drain();
            proxy.close();
            assertThat(client.readToEnd()).hasSizeLessThan(6);
            origin.awaitConnectionClosed(0);
        }
    }

    /** Repeated, as the call may be at any point of its way when the end comes. */
    @RepeatedTest(20)
    void closeEndsEverythingAtOnce() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient running = proxy.connect().send(Messages.GET);
                RawClient idle = proxy.connect()) {
            origin.awaitRequests(1);
            proxy.close();
            assertThat(idle.awaitClosed()).isTrue();
            running.readToEnd();
            origin.awaitConnectionClosed(0);
            await().until(() -> !accepts(proxy));
        }
    }

    private static boolean accepts(RunningProxy proxy) {
        try (Socket socket =
                new Socket(proxy.address().getAddress(), proxy.address().getPort())) {
            return socket.isConnected();
        } catch (ConnectException refused) {
            return false;
        } catch (IOException other) {
            return true;
        }
    }
}
