package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.lookedAt;
import static io.zentinelproxy.security.quota.Charges.settle;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bucket in Redis means at its edges. */
class RedisBucketTest {
    private RedisServer server;
    private RedisStore store;

    @BeforeEach
    void open() {
        server = RedisServer.start();
        store = Questions.open(Questions.at(server.port()));
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @Test
    void aCostAboveTheBurstIsNeverAdmitted() throws Exception {
        Limiter ten = limiter("ten", 1_000_000, Duration.ofSeconds(1), 10);

        assertThat(take(store, charge(ten, "a", 11))).isFalse();
        assertThat(take(store, charge(ten, "a", 10))).isTrue();
    }

    @Test
    void whatIsOnlyLookedAtTakesAndRefusesForItselfAlone() throws Exception {
        Limiter shadow = lookedAt(limiter("shadow", 1, LONG, 1));
        Limiter real = limiter("real", 1, LONG, 3);
        Charge looked = charge(shadow, "a", 1);

        assertThat(take(store, looked, charge(real, "a", 1))).isTrue();
        assertThat(looked.admitted()).isTrue();
        assertThat(take(store, looked, charge(real, "a", 1))).isTrue();
        assertThat(looked.admitted()).isFalse();

        assertThat(take(store, charge(real, "a", 1))).isTrue();
        Limiter other = lookedAt(limiter("other", 1, LONG, 5));
        Charge takes = charge(other, "a", 1);
        assertThat(take(store, takes, charge(real, "a", 1))).isFalse();
        assertThat(takes.admitted()).isTrue();
        assertThat(takes.remaining()).isEqualTo(4);
    }

    @Test
    void withoutCostItIsOnlyAskedWhetherAnyIsLeft() throws Exception {
        Limiter two = limiter("two", 1, LONG, 2);
        assertThat(take(store, charge(two, "a", 0))).isTrue();
        assertThat(server.cli("DBSIZE")).as("nothing but what the start left").isIn("0", "1");

        assertThat(take(store, charge(two, "a", 2))).isTrue();

        assertThat(take(store, charge(two, "a", 0))).isFalse();
    }

    @Test
    void whatWasUsedAlreadyIsOwed() throws Exception {
        Limiter ten = limiter("ten", 1, LONG, 10);

        settle(store, charge(ten, "a", 25));

        Charge charge = charge(ten, "a", 1);
        assertThat(take(store, charge)).isFalse();
        assertThat(charge.remaining()).isEqualTo(-15);
        settle(store, charge(ten, "a", -20));
        assertThat(take(store, charge)).isTrue();
        assertThat(charge.remaining()).isEqualTo(4);
        settle(store, charge(ten, "a", -100));
        assertThat(take(store, charge)).isTrue();
        assertThat(charge.remaining()).as("never more than the burst").isEqualTo(9);
    }

    @Test
    void severalSettlementsOfOneClientAllCount() throws Exception {
        Limiter ten = limiter("ten", 1, LONG, 10);

        settle(store, charge(ten, "a", 2), charge(ten, "a", 3), charge(ten, "b", 1), charge(ten, "a", 4));

        Charge charge = charge(ten, "a", 1);
        assertThat(take(store, charge)).isTrue();
        assertThat(charge.remaining()).isZero();
    }

    @Test
    void aDebtOfABillionIsToldToTheLastOne() throws Exception {
        // A debt of a billion over a day is told to the last one.
        Limiter octets = limiter("octets", 1, LONG, 1_000_000_001);

        for (int i = 0; i < 3; i++) {
            assertThat(take(store, charge(octets, "a", 333_333_333))).isTrue();
        }

        assertThat(take(store, charge(octets, "a", 2))).isTrue();
        assertThat(take(store, charge(octets, "a", 1))).isFalse();
    }

    @Test
    void aLimitThatAReloadChangedKeepsWhatIsOwed() throws Exception {
        assertThat(take(store, charge(limiter("one", 10, LONG, 10), "a", 6))).isTrue();
        Charge changed = charge(limiter("one", 10, Duration.ofHours(1000), 10), "a", 1);

        assertThat(take(store, changed)).isTrue();

        assertThat(changed.remaining()).isEqualTo(3);
    }

    @Test
    void keysOfAnyOctetsAreKeptApart() throws Exception {
        Limiter one = limiter("one", 1, LONG, 1);

        assertThat(take(store, one, "")).isTrue();
        assertThat(take(store, one, "}")).isTrue();
        assertThat(take(store, one, "{}")).isTrue();
        assertThat(take(store, one, "a\r\nFLUSHALL\r\n")).isTrue();
        assertThat(take(store, one, "ключ")).isTrue();
        assertThat(take(store, one, "")).isFalse();
        assertThat(take(store, one, "ключ")).isFalse();
    }
}
