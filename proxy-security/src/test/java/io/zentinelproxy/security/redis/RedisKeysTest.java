package io.zentinelproxy.security.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.BlockReader;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of a limit that is counted in Redis mean, and which of them contradict one another. */
class RedisKeysTest {
    /** A block of nothing but these keys. */
    private static final class Counted implements BlockReader {
        private static final Block BLOCK =
                Block.single("counted", "Counted.").keys(RedisKeys.KEYS.toArray(Key<?>[]::new));

        private record Settings(RedisSettings redis) implements ModuleSettings {}

        @Override
        public String within() {
            return "";
        }

        @Override
        public Block block() {
            return BLOCK;
        }

        @Override
        public @Nullable ModuleSettings read(Section section) {
            RedisSettings settings = RedisKeys.read(section);
            return settings == null ? null : new Settings(settings);
        }
    }

    private static RedisSettings read(String keys) throws ConfigurationException {
        String kdl = ProxyKdl.inFrontOf(new InetSocketAddress("127.0.0.1", 1), Piece.top("counted {\n" + keys + "\n}"));
        return Objects.requireNonNull(ConfigurationLoader.parse("test.kdl", kdl, List.of(new Counted()))
                        .module(Counted.Settings.class))
                .redis();
    }

    private static void refuses(String keys, String... words) {
        assertThatThrownBy(() -> read(keys))
                .as(keys)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void withoutKeysItIsTheServerOfThisMachine() throws ConfigurationException {
        assertThat(read(""))
                .isEqualTo(new RedisSettings(
                        Mode.SINGLE,
                        List.of(new OriginAddress.Tcp("127.0.0.1", 6379)),
                        "",
                        0,
                        null,
                        null,
                        null,
                        "zentinel:ratelimit:",
                        10,
                        Duration.ofMillis(50),
                        Fallback.LOCAL));
    }

    @Test
    void aUrlSaysWhereAndWhoAndHow(@TempDir Path folder) throws ConfigurationException, IOException {
        Path password = Files.writeString(folder.resolve("password"), "hidden\n");
        RedisSettings settings =
                read("redis-url \"rediss://me@redis.example:7000/3\"; redis-password \"file:" + password
                        + "\"; redis-ca-file \"ca.pem\"; redis-prefix \"p:\"; redis-pool-size 3; redis-timeout-ms 20");

        assertThat(settings.nodes()).containsExactly(new OriginAddress.Tcp("redis.example", 7000));
        assertThat(settings.database()).isEqualTo(3);
        assertThat(settings.user()).isEqualTo("me");
        assertThat(Objects.requireNonNull(settings.password()).value()).isEqualTo("hidden");
        assertThat(settings.toString()).doesNotContain("hidden");
        assertThat(settings.tls()).isEqualTo(new RedisSettings.Tls(Path.of("ca.pem")));
        assertThat(settings.prefix()).isEqualTo("p:");
        assertThat(settings.connections()).isEqualTo(3);
        assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void aFallbackIsAWordOrAsTheOriginalSaysIt() throws ConfigurationException {
        assertThat(read("redis-fallback-local #true").fallback()).isEqualTo(Fallback.LOCAL);
        assertThat(read("redis-fallback #false").fallback()).isEqualTo(Fallback.OPEN);
        assertThat(read("redis-fallback \"local\"").fallback()).isEqualTo(Fallback.LOCAL);
        assertThat(read("redis-fallback \"open\"").fallback()).isEqualTo(Fallback.OPEN);
        assertThat(read("redis-fallback \"closed\"").fallback()).isEqualTo(Fallback.CLOSED);
        refuses("redis-fallback \"maybe\"", "local, open, closed");
    }

    @Test
    void aPasswordDoesNotStandInTheUrlAndIsNotShown() {
        refuses("redis-url \"redis://me:hidden@host\"", "redis-password");
        assertThatThrownBy(() -> read("redis-url \"redis://me:hidden@host\"")).hasMessageNotContaining("hidden");
        refuses("redis-password \"plain\"", "env:NAME");
    }

    @Test
    void sentinelsAndClustersHaveNodes() throws ConfigurationException {
        RedisSettings sentinels =
                read("redis-mode \"sentinel\"; redis-master \"limits\"; redis-nodes \"a:26379\" \"redis://b:26380\"");
        assertThat(sentinels.master()).isEqualTo("limits");
        assertThat(sentinels.nodes())
                .containsExactly(new OriginAddress.Tcp("a", 26379), new OriginAddress.Tcp("b", 26380));
        assertThat(read("redis-mode \"cluster\"; redis-nodes \"rediss://a:1\"").tls())
                .isNotNull();
    }

    @Test
    void whatContradictsItselfIsRefused() {
        refuses("redis-nodes \"a:1\"", "`redis-nodes` has no meaning for a single server");
        refuses("redis-mode \"cluster\"", "`redis-nodes` must name");
        refuses("redis-mode \"cluster\"; redis-nodes \"a:1\"; redis-url \"redis://b\"", "`redis-url` has no meaning");
        refuses("redis-mode \"sentinel\"; redis-nodes \"a:1\"", "`redis-master` is needed");
        refuses("redis-mode \"cluster\"; redis-nodes \"a:1\"; redis-master \"m\"", "`redis-master` has no meaning");
        refuses("redis-ca-file \"ca.pem\"", "`redis-ca-file` has no meaning without TLS");
        refuses("redis-mode \"cluster\"; redis-nodes \"redis://a:1/2\"", "only a host and a port");
    }

    @Test
    void valuesOutOfTheirBoundsAreRefused() {
        refuses("redis-pool-size 0", "1");
        refuses("redis-timeout-ms 10001", "10000");
        refuses("redis-prefix \"" + "p".repeat(65) + "\"", "64");
        refuses("redis-prefix \"a b\"", "visible ASCII");
        refuses("redis-url \"http://a\"", "not a URL of Redis");
        refuses("redis-url \"redis://a/x\"", "database");
    }
}
