package io.zentinelproxy.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published values of XXH64. */
class Xxh64Test {

    @ParameterizedTest
    @CsvSource({
        "'', 0, ef46db3751d8e999",
        "a, 0, d24ec4f1a98c6e5b",
        "abc, 0, 44bc2cf5ad770999",
        "xxhash, 20141025, b559b98d844e0635",
        "Nobody inspects the spammish repetition, 0, fbcea83c8a378bf1"
    })
    void itIsTheHashOfTheSpecification(String text, long seed, String hash) {
        assertThat(Long.toHexString(Xxh64.hash(Ascii.octets(text), seed))).isEqualTo(hash);
    }

    @Test
    void aNumberIsItsOctets() {
        byte[] octets = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0x0123456789abcdefL)
                .array();
        assertThat(Xxh64.hash(0x0123456789abcdefL, 5)).isEqualTo(Xxh64.hash(octets, 5));
    }
}
