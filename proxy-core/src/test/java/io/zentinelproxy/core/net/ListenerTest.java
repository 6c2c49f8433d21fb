package io.zentinelproxy.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What goes wrong in one connection, and with accepting. */
class ListenerTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final ConnectionPermits permits = new ConnectionPermits(1, 0);
    private final AtomicInteger served = new AtomicInteger();

    @Test
    void aStackOverflowEndsOnlyItsConnection() throws IOException {
        assertThat(saidWhenOnlyItsConnectionEndsAfter(() -> overflow(0)))
                .containsExactly("listener main: a connection failed");
    }

    @Test
    void memoryThatIsNotToBeHadEndsItsConnectionAndIsToldToTheProgram() throws IOException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> told.set(e));
        try {
            saidWhenOnlyItsConnectionEndsAfter(() -> new long[Integer.MAX_VALUE].clone());
            Awaitility.await()
                    .dontCatchUncaughtExceptions()
                    .untilAsserted(() -> assertThat(told.get()).isInstanceOf(OutOfMemoryError.class));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void whereTlsIsSpokenACapRefusesWithoutText() throws IOException {
        Admissions.Terms tls = new Admissions.Terms(List.of(), List.of(), List.of(), false);
        Admissions admissions = new Admissions("full", new ConnectionPermits(0, 0), tls);
        try (Listener listener =
                new Listener("full", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), admissions)) {
            listener.start(arrival -> answer(arrival.channel()));
            try (RawClient client = RawClient.connect(listener.address())) {
                assertThat(client.readToEnd()).isEmpty();
                assertThat(client.wasReset()).isTrue();
                Awaitility.await()
                        .untilAsserted(() -> assertThat(admissions.refused("max_connections"))
                                .isEqualTo(1));
            }
        }
    }

    private List<String> saidWhenOnlyItsConnectionEndsAfter(Runnable failure) throws IOException {
        try (LogCapture log = new LogCapture(Listener.class);
                Listener listener = new Listener(
                        "main",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new Admissions("main", permits, Admissions.Terms.NONE))) {
            listener.start(arrival -> {
                if (served.getAndIncrement() == 0) {
                    failure.run();
                }
                answer(arrival.channel());
            });
            try (RawClient client = RawClient.connect(listener.address())) {
                assertThat(client.awaitClosed()).isTrue();
            }
            // Else it would take what the connection's thread dies of for a failure of its own.
            Awaitility.await().dontCatchUncaughtExceptions().until(() -> permits.taken() == 0);
            try (RawClient client = RawClient.connect(listener.address())) {
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(listener.hasDied()).isFalse();
            // What another test's listener has to say may come as late as this.
            return log.messages().stream()
                    .filter(message -> message.startsWith("listener main:"))
                    .toList();
        }
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    private static void answer(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
