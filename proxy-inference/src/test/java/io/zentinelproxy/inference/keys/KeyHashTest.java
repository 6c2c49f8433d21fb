package io.zentinelproxy.inference.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHashTest {
    /** FIPS 180-4's own example: SHA-256 of "abc". */
    private static final String OF_ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void itIsWhatSha256sumPrints() {
        byte[] octets = "xabcx".getBytes(StandardCharsets.US_ASCII);

        assertThat(KeyHash.of(octets, 1, 4).written()).isEqualTo(OF_ABC);
        assertThat(KeyHash.parse(OF_ABC)).isEqualTo(KeyHash.of(octets, 1, 4));
        assertThat(KeyHash.parse(OF_ABC)).isNotEqualTo(KeyHash.of(octets, 0, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "abc", "md5:900150983cd24fb0d6963f7d28e17f72"})
    void anythingElseIsNone(String written) {
        assertThat(KeyHash.parse(written)).isNull();
        assertThat(KeyHash.parse(OF_ABC.replace('b', 'g'))).isNull();
        assertThat(KeyHash.parse(OF_ABC + "0")).isNull();
    }

    @Test
    void itDoesNotShowItself() {
        assertThat(KeyHash.parse(OF_ABC)).hasToString("sha256:...");
    }
}
