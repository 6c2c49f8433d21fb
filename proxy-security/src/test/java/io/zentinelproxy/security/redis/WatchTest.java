package io.zentinelproxy.security.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Questions over connections to a server that says nothing: late ones are ended, others are left alone. */
class WatchTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private ServerSocket server;
    private Watch watch;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        watch = Watch.start("test");
    }

    @AfterEach
    void end() throws IOException {
        watch.close();
        server.close();
    }

    private Pooled connected() {
        Wire wire = new Wire(
                new HostAndPort("127.0.0.1", server.getLocalPort()),
                DefaultJedisClientConfig.builder().build());
        Connection connection = new Connection(wire);
        connection.connect();
        connection.setSoTimeout(0);
        Pooled one = new Pooled(connection, wire, 0);
        watch.add(one);
        return one;
    }

    /** Its question had a deadline that is not over; where the machine was too slow for that, another one is asked. */
    private Pooled endedInTime() {
        while (true) {
            Pooled one = connected();
            watch.begin(one, in(SHORT));
            if (one.end()) {
                return one;
            }
        }
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    private static void assertThatNoAnswerComes(Pooled one) {
        assertThatThrownBy(() -> one.connection().getOne()).isInstanceOf(JedisConnectionException.class);
    }

    @Test
    void aLateQuestionIsEndedAndSaysSo() {
        Pooled one = connected();
        watch.begin(one, in(SHORT));

        assertThatNoAnswerComes(one);

        assertThat(one.end()).isFalse();
    }

    @Test
    void aShortQuestionDoesNotWaitForALongOne() {
        Pooled longer = connected();
        watch.begin(longer, in(HangGuard.LIMIT.multipliedBy(10)));
        Pooled shorter = connected();
        watch.begin(shorter, in(SHORT));

        assertThatNoAnswerComes(shorter);

        assertThat(longer.connection().isConnected()).isTrue();
        assertThat(longer.end()).isTrue();
    }

    @Test
    void aQuestionIsNotEndedByTheDeadlineOfTheOneBefore() {
        Pooled again = endedInTime();
        watch.begin(again, in(HangGuard.LIMIT.multipliedBy(10)));
        Pooled later = connected();
        watch.begin(later, in(SHORT.multipliedBy(2)));

        assertThatNoAnswerComes(later);

        assertThat(again.connection().isConnected()).isTrue();
    }

    @Test
    void aConnectionThatWasCutIsNotMadeAnew() throws Exception {
        Pooled one = connected();
        server.accept().close();
        one.cut();

        assertThatThrownBy(() -> one.connection().sendCommand(Command.PING))
                .isInstanceOf(JedisConnectionException.class);
        server.setSoTimeout(1);
        assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }

    @Test
    void theThreadEndsWithTheLastQuestionAfterItIsClosed() {
        Pooled one = connected();
        watch.begin(one, in(SHORT));

        watch.close();

        assertThatNoAnswerComes(one);
        watch.remove(one);
        await().atMost(HangGuard.LIMIT).until(watch::isOver);
    }

    @Test
    void theThreadEndsWhereNothingIsAsked() {
        Pooled one = connected();
        watch.close();
        assertThat(watch.isOver()).isFalse();

        watch.remove(one);

        await().atMost(HangGuard.LIMIT).until(watch::isOver);
    }
}
