package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.settle;
import static io.zentinelproxy.security.quota.Charges.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often a decision waits for memcached, counted on the wire. */
class RoundTripsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemcachedServer server = MemcachedServer.start();
    private final Relay relay = new Relay(server.port());
    private final Fixture.Hand hand = new Fixture.Hand();
    private final Limiter few = limiter("few", 10, SECOND, 10);
    private final Limiter many = limiter("many", 1000, SECOND, 1000);
    private MemcachedStore store = store(false);

    private MemcachedStore store(boolean exact) {
        return new MemcachedStore(Fixture.settings(Fixture.AMPLE, exact, relay.port()), hand.clock());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        relay.close();
        server.close();
    }

    @Test
    void aDecisionOfSeveralLimitsIsOneRoundTrip() throws Exception {
        take(store, charge(many, "a", 1));
        relay.turns();
        for (int i = 0; i < 8; i++) {
            hand.advance(Duration.ofMillis(25));
            assertThat(take(store, charge(few, "a", 1), charge(many, "a", 1), charge(many, "b", 1)))
                    .isTrue();
        }
        assertThat(relay.turns()).isEqualTo(8);
    }

    @Test
    void givingBackIsSaidAndNotWaitedFor() throws Exception {
        take(store, charge(few, "a", 8));
        Charge[] both = {charge(many, "a", 1), charge(few, "a", 1)};
        for (int i = 0; i < 3; i++) {
            relay.turns();
            assertThat(take(store, both)).isFalse();
            relay.awaitSaid("mn\r\n");
        }
        Charge asked = charge(many, "a", 0);
        take(store, asked);
        assertThat(asked.remaining()).isEqualTo(875);
    }

    @Test
    void takingFromABucketIsTwoRoundTripsAndRefusingOne() throws Exception {
        store.close();
        store = store(true);
        take(store, charge(few, "a", 1));
        relay.turns();

        assertThat(take(store, charge(few, "a", 9), charge(many, "a", 1))).isTrue();
        assertThat(relay.turns()).isEqualTo(2);
        assertThat(take(store, charge(few, "a", 1), charge(many, "a", 1))).isFalse();
        assertThat(relay.turns()).isEqualTo(1);
    }

    @Test
    void settlingWithinTheWindowIsOneRoundTripAndBeyondItTwo() throws Exception {
        settle(store, charge(many, "a", 1));
        relay.turns();
        settle(store, charge(many, "a", 800));
        assertThat(relay.turns()).isEqualTo(1);
        settle(store, charge(many, "a", 20_000));
        assertThat(relay.turns()).isEqualTo(2);
    }
}
