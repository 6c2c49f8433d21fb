package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.security.local.LocalStoreSettings;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreSettings;
import io.zentinelproxy.security.ratelimit.LimitTerms.Answer;
import io.zentinelproxy.security.ratelimit.LimitTerms.OnLimit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What a route does where its limits are counted in several stores, or one of those says nothing; and what that costs. */
class RouteLimitsTest {
    private static final Rate MANY = new Rate(1_000_000, Duration.ofSeconds(1), 1_000_000);
    private static final Rate TWO = new Rate(2, Duration.ofHours(1), 2);

    private final Exchange exchange =
            new Exchange("main", ClientAddress.of(InetAddress.getLoopbackAddress(), 50_000), new RequestHead());

    /** A store elsewhere: it refuses the asks whose number it is told, cannot be asked where that is below zero. */
    private static final class Elsewhere implements LimitStore {
        private final IntPredicate refuses;
        private final boolean silent;
        private final List<Long> settled = new CopyOnWriteArrayList<>();
        private int asks;

        Elsewhere(IntPredicate refuses, boolean silent) {
            this.refuses = refuses;
            this.silent = silent;
        }

        @Override
        public boolean take(Charge[] charges, int count) throws StoreException {
            if (silent) {
                throw new StoreException("no answer");
            }
            boolean admitted = !refuses.test(asks++);
            for (int i = 0; i < count; i++) {
                charges[i].answer(admitted, 7, admitted ? 0 : 3_000_000_001L, 5);
            }
            return admitted;
        }

        @Override
        public void settle(Charge[] charges, int count) throws StoreException {
            if (silent) {
                throw new StoreException("no answer");
            }
            for (int i = 0; i < count; i++) {
                settled.add(charges[i].cost());
            }
        }

        @Override
        public void close() {}
    }

    private record Settings(LimitStore store, Fallback fallback) implements StoreSettings {
        @Override
        public String kind() {
            return "elsewhere";
        }

        @Override
        public LimitStore open() {
            return store;
        }
    }

    private static OpenStore elsewhere(LimitStore store, StoreSettings.Fallback fallback) throws IOException {
        return OpenStore.of(new Settings(store, fallback));
    }

    private static OpenStore local() throws IOException {
        return OpenStore.of(new LocalStoreSettings());
    }

    private static RouteLimits.Group group(OpenStore store, Rate rate, Unit... units) {
        List<ActiveLimit> limits = new ArrayList<>();
        for (Unit unit : units) {
            Answer answer = new Answer(OnLimit.REJECT, 429, null, Duration.ofSeconds(1), 1);
            limits.add(new ActiveLimit(
                    new Limiter("l" + limits.size() + unit, rate, true, 1000), unit, answer, store, new Tally()));
        }
        RequestKeys keys = new RequestKeys(List.of(KeyPart.CLIENT_IP), new ClientNetwork(32, 64), "r");
        RequestKeys[] all = limits.stream().map(limit -> keys).toArray(RequestKeys[]::new);
        return new RouteLimits.Group(store, limits.toArray(ActiveLimit[]::new), all);
    }

    private void request(RouteLimits limits) throws LimitFault {
        exchange.begin(1_000_000, 0);
        limits.onRequestHead(exchange);
    }

    @Test
    void whatALaterStoreRefusesIsGivenBackToTheOneBefore() throws Exception {
        Elsewhere store = new Elsewhere(ask -> ask < 5, false);
        try (OpenStore here = local();
                OpenStore there = elsewhere(store, StoreSettings.Fallback.OPEN)) {
            RouteLimits limits =
                    new RouteLimits(List.of(group(here, TWO, Unit.REQUESTS), group(there, TWO, Unit.REQUESTS)));
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> request(limits)).isInstanceOfSatisfying(LimitFault.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(LimitFault.Kind.RATE_LIMITED);
                    assertThat(fault.retryAfterSeconds()).isEqualTo(4);
                });
            }
            request(limits);
            request(limits);
            assertThatThrownBy(() -> request(limits)).isInstanceOf(LimitFault.class);
            assertThat(store.asks)
                    .as("nobody is asked whom the first store refuses")
                    .isEqualTo(7);
        }
    }

    @Test
    void aStoreThatSaysNothingIsDoneWithoutOrNotAsItsFallbackSays() throws Exception {
        try (OpenStore open = elsewhere(new Elsewhere(ask -> false, true), StoreSettings.Fallback.OPEN);
                OpenStore closed = elsewhere(new Elsewhere(ask -> false, true), StoreSettings.Fallback.CLOSED);
                OpenStore here = local()) {
            RouteLimits unlimited = new RouteLimits(List.of(group(open, TWO, Unit.REQUESTS)));
            for (int i = 0; i < 5; i++) {
                request(unlimited);
            }
            assertThat(open.undecided()).isEqualTo(5);
            RouteLimits refusing =
                    new RouteLimits(List.of(group(here, TWO, Unit.REQUESTS), group(closed, TWO, Unit.REQUESTS)));
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> request(refusing))
                        .isInstanceOfSatisfying(
                                LimitFault.class,
                                fault -> assertThat(fault.kind()).isEqualTo(LimitFault.Kind.LIMITS_UNAVAILABLE));
                assertThat(exchange.findings().limits().verdict()).isEqualTo(LimitFacts.Verdict.LIMITED);
            }
        }
    }

    @Test
    void octetsAreSettledWithAStoreElsewhereBesideTheExchange() throws Exception {
        Elsewhere store = new Elsewhere(ask -> false, false);
        Elsewhere silent = new Elsewhere(ask -> false, true);
        try (OpenStore there = elsewhere(store, StoreSettings.Fallback.OPEN);
                OpenStore nobody = elsewhere(silent, StoreSettings.Fallback.OPEN)) {
            RouteLimits limits = new RouteLimits(
                    List.of(group(there, TWO, Unit.REQUESTS, Unit.REQUEST_OCTETS, Unit.RESPONSE_OCTETS)));
            request(limits);
            exchange.end(5, 1234, 56789);
            finish(limits);
            await().until(() -> store.settled.equals(List.of(1234L, 56789L)));
            RouteLimits lost = new RouteLimits(List.of(group(nobody, TWO, Unit.REQUEST_OCTETS)));
            request(lost);
            exchange.end(5, 1234, 56789);
            finish(lost);
            await().until(() -> nobody.lost() == 1);
        }
    }

    private void finish(RouteLimits limits) {
        ExchangeLimits state = (ExchangeLimits) exchange.findings().limits();
        limits.finished(exchange, state);
        state.release();
    }

    @Test
    void anAdmittedRequestAllocatesNextToNothing() throws Exception {
        int many = 20_000;
        try (OpenStore here = local()) {
            RouteLimits limits = new RouteLimits(List.of(group(here, MANY, Unit.REQUESTS, Unit.RESPONSE_OCTETS)));
            ResponseHead answer = new ResponseHead();
            byte[] octets = Ascii.octets("HTTP/1.1 200 OK\r\nServer: o\r\nContent-Type: text/plain\r\n");
            run(limits, answer, octets, many);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            threads.getCurrentThreadAllocatedBytes();
            long each = Long.MAX_VALUE;
            // The compiler takes its time on a loaded machine, and until then what it would do without is allocated.
            for (int round = 0; round < 20 && each > 2 * 64; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                run(limits, answer, octets, many);
                each = Math.min(each, (threads.getCurrentThreadAllocatedBytes() - before) / many);
            }
            assertThat(each).as("octets for a request that two limiters admit").isLessThanOrEqualTo(2 * 64);
        }
    }

    private void run(RouteLimits limits, ResponseHead answer, byte[] octets, int many) throws LimitFault {
        for (int i = 0; i < many; i++) {
            request(limits);
            answer.reset(octets, HttpVersion.HTTP_1_1, 200, 13, 15);
            answer.fields().addRead(17, 23, 25, 26, 28);
            limits.onResponseHead(exchange, answer);
            exchange.end(5, 10, 1);
            finish(limits);
        }
    }
}
