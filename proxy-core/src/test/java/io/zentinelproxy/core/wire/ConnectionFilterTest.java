package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.ConnectionRefusal;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What filters of connections do to connections. */
class ConnectionFilterTest {
    private static final ConnectionRefusal DENIED = ConnectionRefusal.silent("denied_here");
    private static final String STRANGER = "127.0.0.2";

    private final AtomicInteger held = new AtomicInteger();

    /** Turns the stranger away. */
    private static final class NoStrangers implements ConnectionFilter {
        @Override
        public Admission admit(ClientAddress client) {
            return client.address().getHostAddress().equals(STRANGER) ? DENIED : Admission.PLAIN;
        }

        @Override
        public List<ConnectionRefusal> refusals() {
            return List.of(DENIED);
        }
    }

    /** Lets all in, holding one permit for each. */
    private final class Counting implements ConnectionFilter {
        @Override
        public Admission admit(ClientAddress client) {
            held.incrementAndGet();
            return new Admission.Admitted(0, held::decrementAndGet);
        }

        @Override
        public List<ConnectionRefusal> refusals() {
            return List.of();
        }
    }

    /** Fails at the stranger. */
    private static final class Defective implements ConnectionFilter {
        @Override
        public Admission admit(ClientAddress client) {
            if (client.address().getHostAddress().equals(STRANGER)) {
                throw new IllegalStateException("a defect");
            }
            return Admission.PLAIN;
        }

        @Override
        public List<ConnectionRefusal> refusals() {
            return List.of();
        }
    }

    @Test
    void aRefusedConnectionIsResetWithoutAnOctetAndCountedAndLogged() {
        try (LogCapture log = new LogCapture(Listener.class);
                TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, List.of(new NoStrangers()));
                RawClient stranger = RawClient.connectFrom(STRANGER, proxy.address());
                RawClient welcome = proxy.connect()) {
            assertThat(stranger.readToEnd()).isEmpty();
            assertThat(stranger.wasReset()).isTrue();
            assertThat(welcome.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
            assertThat(refused(proxy, "denied_here")).isEqualTo(1);
            assertThat(log.messages())
                    .containsExactly(
                            "listener main: connections refused for denied_here: 1, the last from " + STRANGER);
        }
    }

    @Test
    void aPermitIsGivenBackOnceWhenTheConnectionEnds() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, List.of(new Counting(), new Counting()))) {
            try (RawClient client = proxy.connect()) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(held).hasValue(2);
            }
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(proxy.server().connections()).isZero());
            assertThat(held).hasValue(0);
        }
    }

    @Test
    void whatAnEarlierFilterGrantedIsGivenBackWhenALaterOneRefuses() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, List.of(new Counting(), new NoStrangers()));
                RawClient stranger = RawClient.connectFrom(STRANGER, proxy.address())) {
            assertThat(stranger.awaitClosed()).isTrue();
            assertThat(held).hasValue(0);
        }
    }

    @Test
    void aPermitIsGivenBackWhenTheCapOnAllConnectionsRefuses() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, List.of(new Counting()), Piece.limits("max-total-connections 1"));
                RawClient first = proxy.connect()) {
            assertThat(first.send(Messages.GET).read().status()).isEqualTo(200);
            try (RawClient second = proxy.connect()) {
                assertThat(second.read().status()).isEqualTo(503);
            }
            Awaitility.await().untilAsserted(() -> assertThat(held).hasValue(1));
        }
    }

    @Test
    void aFilterThatFailsRefusesAndTheListenerGoesOn() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, List.of(new Counting(), new Defective()));
                RawClient stranger = RawClient.connectFrom(STRANGER, proxy.address());
                RawClient welcome = proxy.connect()) {
            assertThat(stranger.awaitClosed()).isTrue();
            assertThat(welcome.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(refused(proxy, "connection_filter_failed")).isEqualTo(1);
            assertThat(held).hasValue(1);
        }
    }

    @Test
    void behindABalancerTheClientThatIsToldIsFiltered() {
        Piece balancer = Piece.listener("proxy-protocol { from \"127.0.0.1\"; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, List.of(new Counting(), new NoStrangers()), balancer)) {
            try (RawClient stranger = proxy.connect()) {
                stranger.send(BalancerHeader.v1(STRANGER));
                assertThat(stranger.readToEnd()).isEmpty();
                assertThat(stranger.wasReset()).isTrue();
            }
            try (RawClient direct = RawClient.connectFrom(STRANGER, proxy.address())) {
                assertThat(direct.awaitClosed()).isTrue();
            }
            try (RawClient welcome = proxy.connect()) {
                welcome.send(BalancerHeader.v1("198.51.100.7"));
                assertThat(welcome.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(held).hasValue(1);
            }
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(proxy.server().connections()).isZero());
            assertThat(held).hasValue(0);
            assertThat(refused(proxy, "denied_here")).isEqualTo(2);
        }
    }

    @Test
    void aRefusalThatAFilterDidNotDeclareIsCountedAsItsFailure() {
        ConnectionFilter undeclared = new ConnectionFilter() {
            @Override
            public Admission admit(ClientAddress client) {
                return DENIED;
            }

            @Override
            public List<ConnectionRefusal> refusals() {
                return List.of();
            }
        };
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, List.of(undeclared));
                RawClient client = proxy.connect()) {
            assertThat(client.awaitClosed()).isTrue();
            assertThat(refused(proxy, "connection_filter_failed")).isEqualTo(1);
        }
    }

    @Test
    void theGreatestFlagIsAFactOfEachRequest() throws InterruptedException {
        BlockingQueue<Integer> flags = new LinkedBlockingQueue<>();
        Plugs plugs = new Plugs(
                List.of(exchange -> flags.add(exchange.flagged())),
                List.of(listener -> List.of(new Flagging(20), new Flagging(70), new Flagging(0))));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, plugs);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            client.send(Messages.GET).read();
            assertThat(flags.take()).isEqualTo(70);
            assertThat(flags.take()).isEqualTo(70);
        }
    }

    /** Lets all in with a flag. */
    private record Flagging(int flag) implements ConnectionFilter {
        @Override
        public Admission admit(ClientAddress client) {
            return new Admission.Admitted(flag, null);
        }

        @Override
        public List<ConnectionRefusal> refusals() {
            return List.of();
        }
    }

    private static long refused(RunningProxy proxy, String reason) {
        return proxy.server().listeners().getFirst().admissions().refused(reason);
    }
}
