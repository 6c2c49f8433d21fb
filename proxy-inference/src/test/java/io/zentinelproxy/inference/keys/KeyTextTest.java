package io.zentinelproxy.inference.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    @Test
    void aKeyIsLongRandomAndCarriesItsSum() {
        SecureRandom random = new SecureRandom();
        String key = KeyText.generate(random);

        assertThat(key).matches("zk-[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}");
        assertThat(KeyText.isWellFormed(key)).isTrue();
        assertThat(KeyText.generate(random)).isNotEqualTo(key);
    }

    /** By Python: zlib.crc32(b"zk-" + b"A" * 43), in base 62. */
    @Test
    void theSumIsTheOneThatOthersCount() {
        assertThat(KeyText.isWellFormed("zk-" + "A".repeat(43) + "4ayKRA")).isTrue();
    }

    @Test
    void aSlipOfOneCharacterIsSeen() {
        String key = KeyText.generate(new SecureRandom());
        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'x' ? 'y' : 'x';

            assertThat(KeyText.isWellFormed(key.substring(0, i) + other + key.substring(i + 1)))
                    .as("at %d", i)
                    .isFalse();
        }
        assertThat(KeyText.isWellFormed(key + "x")).isFalse();
        assertThat(KeyText.isWellFormed("")).isFalse();
    }
}
