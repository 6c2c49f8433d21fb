package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.wire.MetricSamples;
import org.junit.jupiter.api.Test;

/** {@code panic-threshold}: where nearly all are down, the few that are left do not get everything. */
class PanicTest {
    private static final String CHECKED = Targets.check("\"http\"", "");

    private static double panic(RunningProxy proxy) {
        return MetricSamples.of(proxy).get("zentinel_upstream_panic{upstream=\"origin\"}");
    }

    @Test
    void belowTheThresholdAllGetRequests() {
        try (CheckedOrigin down = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                CheckedOrigin too = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                CheckedOrigin well = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        well.origin,
                        Targets.of("panic-threshold 50\n" + CHECKED, down.port(), too.port(), well.port()))) {
            Targets.awaitDown(proxy, down.port());
            Targets.awaitDown(proxy, too.port());
            Targets.until(() -> panic(proxy) == 1);
            Targets.getAll(proxy, 9, 200);
            assertThat(down.requests()).isEqualTo(3);
            assertThat(well.requests()).isEqualTo(3);
        }
    }

    @Test
    void withoutItAndAboveItThoseThatAreWellGetAll() {
        for (String keys : new String[] {"panic-threshold 0\n", "panic-threshold 33\n", ""}) {
            try (CheckedOrigin down = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                    CheckedOrigin too = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                    CheckedOrigin well = CheckedOrigin.healthy();
                    RunningProxy proxy = RunningProxy.inFrontOf(
                            well.origin, Targets.of(keys + CHECKED, down.port(), too.port(), well.port()))) {
                Targets.awaitDown(proxy, down.port());
                Targets.awaitDown(proxy, too.port());
                Targets.until(() -> panic(proxy) == 0);
                Targets.getAll(proxy, 6, 200);
                assertThat(well.requests()).isEqualTo(6);
            }
        }
    }

    @Test
    void whereAllAreDownNobodyIsAsked() {
        try (CheckedOrigin down = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                CheckedOrigin too = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        down.origin, Targets.of("panic-threshold 100\n" + CHECKED, down.port(), too.port()))) {
            Targets.awaitDown(proxy, down.port());
            Targets.awaitDown(proxy, too.port());
            Targets.getAll(proxy, 3, 503);
            assertThat(down.requests() + too.requests()).isZero();
        }
    }

    @Test
    void whoIsMerelyEjectedIsBetterThanNobody() {
        String keys = CHECKED + "\ncircuit-breaker { enabled #false; }\noutlier-detection { consecutive-failures 2; }";
        try (CheckedOrigin bad = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin other = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(other.origin, Targets.of(keys, bad.port(), other.port()))) {
            Targets.until(() -> {
                Targets.get(proxy);
                return !Targets.isUp(proxy, bad.port());
            });
            bad.requestsGet(CheckedOrigin.OK);
            other.checksGet(CheckedOrigin.FAILING);
            Targets.awaitDown(proxy, other.port());
            Targets.getAll(proxy, 3, 200);
        }
    }
}
