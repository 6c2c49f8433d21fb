package io.zentinelproxy.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.SystemSettings.RequestIdFormat;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    private static final int MANY = 200_000;

    @Test
    void aTinyFlakeIsElevenCharactersOfBase58() {
        assertThat(next(RequestIds.of(RequestIdFormat.TINYFLAKE))).matches("[1-9A-HJ-NP-Za-km-z]{11}");
    }

    @Test
    void aTinyFlakeBeginsWithTheSecondInBase58() {
        assertThat(next(new TinyFlakes(() -> 0))).startsWith("111");
        assertThat(next(new TinyFlakes(() -> 57_999))).startsWith("11z");
        assertThat(next(new TinyFlakes(() -> 58_000))).startsWith("121");
        assertThat(next(new TinyFlakes(() -> 195_112_000L))).startsWith("111");
    }

    @Test
    void oneProcessNeverRepeatsATinyFlakeWithinASecond() {
        RequestIds ids = new TinyFlakes(() -> 0);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            assertThat(seen.add(next(ids))).isTrue();
        }
    }

    @Test
    void neighboursLookNothingAlike() {
        RequestIds ids = new TinyFlakes(() -> 0);
        Set<String> halves = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String id = next(ids);
            halves.add(id.substring(3, 7));
            halves.add(id.substring(7));
        }
        assertThat(halves).hasSizeGreaterThan(195);
    }

    @Test
    void twoProcessesInTheSameSecondDoNotMeet() {
        RequestIds one = new TinyFlakes(() -> 0);
        RequestIds other = new TinyFlakes(() -> 0);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(seen.add(next(one))).isTrue();
            assertThat(seen.add(next(other))).isTrue();
        }
    }

    @Test
    void aUuidIsOfVersionFourAndItsVariant() {
        RequestIds ids = RequestIds.of(RequestIdFormat.UUID);
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String text = next(ids);
            UUID id = UUID.fromString(text);
            assertThat(id).hasToString(text);
            assertThat(id.version()).isEqualTo(4);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(seen.add(id)).isTrue();
        }
    }

    @Test
    void threadsDoNotShareIds() throws InterruptedException {
        for (RequestIdFormat format : RequestIdFormat.values()) {
            RequestIds ids = RequestIds.of(format);
            Set<String> seen = ConcurrentHashMap.newKeySet();
            Thread[] threads = new Thread[8];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.startVirtualThread(() -> {
                    for (int n = 0; n < 10_000; n++) {
                        seen.add(next(ids));
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(seen).hasSize(80_000);
        }
    }

    private static String next(RequestIds ids) {
        byte[] octets = new byte[RequestIds.CAPACITY];
        return Ascii.text(octets, 0, ids.write(octets));
    }
}
