package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a client makes of its key, it is one name in memcached, of its own, and no command. */
class KeyNamesTest {
    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "a b",
            "a\r\nflush_all\r\n",
            "a\0b",
            "\u007f",
            "ü€\uD83D\uDE00",
            "|",
            "a|1",
            "#",
            "#" + "A".repeat(43),
            "x".repeat(65),
            "x".repeat(Charge.MAX_KEY));

    private final KeyNames names = new KeyNames("p".repeat(KeyNames.MAX_PREFIX));

    @Test
    void usualKeysStandAsTheyAre() {
        assertThat(new KeyNames("zentinel:ratelimit:")
                        .of(charge(limiter("api", 1, Duration.ofSeconds(1), 1), "10.0.0.1", 1)))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("zentinel:ratelimit:api|10.0.0.1");
    }

    @Test
    void everyNameIsOneThatMemcachedTakesAndNoTwoAreTheSame() {
        List<String> all = Stream.concat(Stream.of("i", "i|", "#i"), Stream.of("limiter ".repeat(20)))
                .flatMap(id -> HOSTILE.stream().map(key -> name(id, key)))
                .toList();

        assertThat(all).doesNotHaveDuplicates().allMatch(name -> name.matches("[!-~]{1,229}"));
    }

    @Test
    void theHashOfOneKeyIsNotTheNameOfAnother() {
        String hashed = name("i", "a b");
        assertThat(name("i", hashed.substring(hashed.indexOf('|') + 1))).isNotEqualTo(hashed);
    }

    @Test
    void hostileKeysAreCountedEachByItself() throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore windows = store(server, false);
                MemcachedStore exact = store(server, true)) {
            take(windows, charge(limiter("stays", 4, Duration.ofHours(1), 4), "a", 2));
            for (MemcachedStore store : List.of(windows, exact)) {
                for (String key : HOSTILE) {
                    Charge[] one = {charge(limiter("i " + store.hashCode(), 4, Duration.ofHours(1), 4), key, 1)};
                    assertThat(IntStream.range(0, 9)
                                    .filter(i -> isTaken(store, one))
                                    .count())
                            .as(key)
                            .isEqualTo(store == windows ? 2 : 4);
                }
            }
            assertThat(take(windows, charge(limiter("stays", 4, Duration.ofHours(1), 4), "a", 1)))
                    .isFalse();
        }
    }

    /** By a clock that stands: a window that ends would admit more. */
    private static MemcachedStore store(MemcachedServer server, boolean exact) {
        return new MemcachedStore(Fixture.settings(Fixture.AMPLE, exact, server.port()), new Fixture.Hand().clock());
    }

    private static boolean isTaken(MemcachedStore store, Charge[] one) {
        try {
            return store.take(one, 1);
        } catch (io.zentinelproxy.security.quota.StoreException failed) {
            throw new AssertionError(failed);
        }
    }

    private String name(String id, String key) {
        return new String(
                names.of(charge(limiter(id, 1, Duration.ofSeconds(1), 1), key, 1)), StandardCharsets.ISO_8859_1);
    }
}
