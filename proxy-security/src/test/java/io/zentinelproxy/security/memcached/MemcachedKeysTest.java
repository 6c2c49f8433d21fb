package io.zentinelproxy.security.memcached;

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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the keys mean, in a block of the test's own. */
class MemcachedKeysTest {
    private record Read(MemcachedSettings settings) implements ModuleSettings {}

    private static final class TestBlock implements BlockReader {
        private static final Block BLOCK =
                Block.single("test", "Of this test.").keys(MemcachedKeys.KEYS.toArray(Key<?>[]::new));

        @Override
        public String within() {
            return "";
        }

        @Override
        public Block block() {
            return BLOCK;
        }

        @Override
        public ModuleSettings read(Section section) {
            return new Read(MemcachedKeys.read(section));
        }
    }

    @Test
    void withoutAnyItIsTheServerOfThisMachine() throws Exception {
        assertThat(read(""))
                .isEqualTo(new MemcachedSettings(
                        List.of(new OriginAddress.Tcp("127.0.0.1", 11211)),
                        "zentinel:ratelimit:",
                        10,
                        Duration.ofMillis(50),
                        Duration.ofSeconds(2),
                        Fallback.LOCAL,
                        false));
    }

    @Test
    void allCanBeSaid() throws Exception {
        assertThat(read("""
                memcached-url "memcache://10.0.0.1:1234" "memcache://cache.internal/" "memcache://[::1]:11212"
                memcached-prefix "p:"
                memcached-pool-size 3
                memcached-timeout-ms 20
                memcached-ttl 60
                memcached-fallback "closed"
                memcached-exact #true
                """))
                .isEqualTo(new MemcachedSettings(
                        List.of(
                                new OriginAddress.Tcp("10.0.0.1", 1234),
                                new OriginAddress.Tcp("cache.internal", 11211),
                                new OriginAddress.Tcp("::1", 11212)),
                        "p:",
                        3,
                        Duration.ofMillis(20),
                        Duration.ofMinutes(1),
                        Fallback.CLOSED,
                        true));
    }

    @ParameterizedTest
    @CsvSource({"#true, LOCAL", "#false, OPEN", "\"local\", LOCAL", "\"open\", OPEN", "\"closed\", CLOSED"})
    void theFallbackIsAWordOrTheSwitchOfTheOriginal(String written, Fallback meant) throws Exception {
        assertThat(read("memcached-fallback " + written).fallback()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memcached-url \"redis://127.0.0.1\"",
                "memcached-url \"memcache://\"",
                "memcached-url \"memcache://a:0\"",
                "memcached-url \"memcache://a:70000\"",
                "memcached-url \"memcache://user@a:1\"",
                "memcached-url \"memcache://a/b\"",
                "memcached-url \"memcache://unix:/run/m.sock\"",
                "memcached-url \"memcache://a\" \"memcache://a:11211\"",
                "memcached-prefix \"with blank\"",
                "memcached-prefix \"a\\nb\"",
                "memcached-prefix \"ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp\"",
                "memcached-pool-size 0",
                "memcached-timeout-ms 0",
                "memcached-timeout-ms 60000",
                "memcached-ttl 0",
                "memcached-ttl \"31d\"",
                "memcached-fallback \"maybe\"",
                "memcached-exact \"yes\"",
            })
    void whatCannotWorkIsRefused(String line) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(line.startsWith("memcached-url \"memcache://a\" ") ? "twice" : "expected");
    }

    private static MemcachedSettings read(String lines) throws ConfigurationException {
        String text = ProxyKdl.inFrontOf(
                InetSocketAddress.createUnresolved("127.0.0.1", 1), Piece.top("test {\n" + lines + "\n}\n"));
        return Objects.requireNonNull(ConfigurationLoader.parse("test.kdl", text, List.of(new TestBlock()))
                        .module(Read.class))
                .settings();
    }
}
