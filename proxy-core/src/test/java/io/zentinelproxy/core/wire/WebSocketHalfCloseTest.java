package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.WebSockets.TEXT;
import static io.zentinelproxy.core.wire.WebSockets.masked;
import static io.zentinelproxy.core.wire.WebSockets.plain;
import static io.zentinelproxy.core.wire.WebSockets.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ends of a tunnel's two connections: each side sees what the other has done, no more and no less. */
class WebSocketHalfCloseTest {
    private static final byte[] HELLO = masked(TEXT, "hello");
    private static final byte[] WORLD = plain(TEXT, "world");
    private static final Step TO_THE_END = new Step.ReadOctets(Integer.MAX_VALUE);

    @Test
    void clientThatSendsNoMoreIsStillSentTo() {
        try (TestOrigin origin = WebSockets.switching(TO_THE_END, new Step.Send(WORLD));
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO).halfClose();
            assertThat(client.readToEnd()).isEqualTo(WORLD);
            assertThat(client.wasReset()).isFalse();
            assertThat(origin.octets(0)).endsWith(text(HELLO));
        }
    }

    @Test
    void originThatSendsNoMoreIsStillSentTo() {
        try (TestOrigin origin = WebSockets.switching(new Step.Send(WORLD), new Step.HalfClose());
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            assertThat(client.readToEnd()).isEqualTo(WORLD);
            assertThat(client.wasReset()).isFalse();
            client.send(HELLO);
            origin.awaitOctets(0, text(HELLO));
            client.close();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void oneDirectionThatGoesOnAloneIsEndedByItsSilence() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = WebSockets.switching(new Step.HalfClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, WebSockets.route(""));
                RawClient client = WebSockets.open(proxy)) {
            assertThat(client.readToEnd()).isEmpty();
            clock.advanceUntil(() -> origin.openConnections() == 0, Duration.ofMinutes(6));
        }
    }

    @Test
    void frameThatIsCutOffByItsSendersEndIsPassedOnAsFarAsItCame() {
        byte[] cut = {(byte) 0x81, (byte) 0x85, 1, 2};
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO).send(cut).halfClose();
            origin.awaitConnectionClosed(0);
            assertThat(origin.octets(0)).endsWith(text(HELLO) + text(cut));
        }
    }

    @Test
    void resetOfTheClientIsAResetForTheOrigin(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO);
            origin.awaitOctets(0, text(HELLO));
            client.abort();
            origin.awaitConnectionClosed(0);
            assertThat(origin.wasReset(0)).isTrue();
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("client_gone");
        }
    }

    @Test
    void resetOfTheOriginIsAResetForTheClient(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = WebSockets.switching(new Step.ReadOctets(HELLO.length), new Step.Reset());
                RunningProxy proxy = WebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO);
            assertThat(client.awaitClosed()).isTrue();
            assertThat(client.wasReset()).isTrue();
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("truncated");
        }
    }

    @Test
    void endOfBothSidesIsTheEndOfAll(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        byte[] close = masked(WebSockets.CLOSE, new byte[] {3, (byte) 0xe8});
        byte[] answer = WebSockets.closeToClient(1000);
        try (TestOrigin origin = WebSockets.switching(
                        new Step.ReadOctets(close.length), new Step.Send(answer), new Step.Close());
                RunningProxy proxy = WebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = WebSockets.open(proxy)) {
            client.send(close);
            assertThat(client.readToEnd()).isEqualTo(answer);
            client.close();
            assertThat(log.awaitOnlyLine().has("reason")).isFalse();
            await().until(() -> proxy.server().connections() == 0);
        }
    }

    /** The kernel's buffers fill up, then the write waits: for as long as one to a client may. */
    @Test
    void clientThatDoesNotReadIsLate(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        HandClock clock = new HandClock();
        byte[] endless = {(byte) 0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0};
        try (TestOrigin origin = WebSockets.switching(new Step.Send(endless), new Step.SendPattern(1L << 40));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, WebSockets.route(""), log.as("json"));
                RawClient client = RawClient.connectWithSmallWindow(proxy.address(), 4096)) {
            client.send(WebSockets.REQUEST).readHead();
            List<Throwable> uncaught = uncaughtDuring(
                    () -> clock.advanceUntil(() -> !log.linesNow().isEmpty(), Duration.ofSeconds(5)));
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("late_reader");
            assertThat(uncaught).isEmpty();
        }
    }

    /** What threads ended by meanwhile. */
    private static List<Throwable> uncaughtDuring(Runnable task) {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try {
            task.run();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        return uncaught;
    }
}
