package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The end of a proxy: it stops accepting, finishes what runs, closes what idles. */
class DrainTest {
    /** Who is asked for the last time may take long to ask. */
    private static final Piece PATIENT = Piece.system("drain-idle-secs 600\ngraceful-shutdown-timeout-secs 600");

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
    void idleConnectionsAreClosedOnceTheyWereQuietForDrainIdleSecs() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.system("drain-idle-secs \"200ms\""));
                RawClient served = proxy.connect();
                RawClient fresh = proxy.connect()) {
            served.send(Messages.GET).read();
            proxy.drain();
            assertThat(served.awaitClosed()).isTrue();
            assertThat(fresh.awaitClosed()).isTrue();
            origin.awaitConnectionClosed(0);
        }
    }

    /** Its client may just be sending it: closing at once would lose the request. */
    @Test
    void anIdleConnectionMaySendOneMoreRequestAndIsToldThatItWasTheLast() throws InterruptedException {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, PATIENT);
                RawClient served = proxy.connect();
                RawClient fresh = proxy.connect()) {
            Reply before = served.send(Messages.GET).read();
            assertThat(before.fields().listed("Connection", "close")).isFalse();
            await().until(() -> proxy.server().connections() == 2);
            Thread drain = Thread.startVirtualThread(proxy::drain);
            await().until(() -> !accepts(proxy));

            for (RawClient client : List.of(served, fresh)) {
                Reply reply = client.send(Messages.GET).read();
                assertThat(reply.body()).isEqualTo("ok");
                assertThat(reply.fields().listed("Connection", "close")).isTrue();
                assertThat(client.awaitClosed()).isTrue();
            }
            drain.join();
        }
    }

    /** The time for the next request ends with it: what it takes itself is another matter. */
    @Test
    void aRequestThatComesInADrainMayTakeLongerThanDrainIdleSecs() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, Piece.system("drain-idle-secs 3\ngraceful-shutdown-timeout-secs 600"));
                RawClient waiting = proxy.connect();
                RawClient idle = proxy.connect()) {
            await().until(() -> proxy.server().connections() == 2);
            Thread drain = Thread.startVirtualThread(proxy::drain);
            await().until(() -> !accepts(proxy));
            waiting.send(Messages.GET);
            origin.awaitRequests(1);
            assertThat(clock.advanceDuring(idle::awaitClosed, Duration.ofSeconds(1)))
                    .isTrue();
            answer.countDown();
            assertThat(waiting.read().body()).isEqualTo("ok");
            drain.join();
        }
    }

    /** They have done all that the kernel asks of them, and closing the socket would reset them. */
    @RepeatedTest(5)
    void connectionsThatWaitToBeAcceptedWhenADrainBeginsAreServed() throws InterruptedException {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, PATIENT)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(proxy.connect().send(Messages.GET));
            }
            Thread drain = Thread.startVirtualThread(proxy::drain);
            for (RawClient client : clients) {
                assertThat(client.read().body()).isEqualTo("ok");
                client.close();
            }
            drain.join();
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
