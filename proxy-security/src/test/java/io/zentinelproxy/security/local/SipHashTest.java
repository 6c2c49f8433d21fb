package io.zentinelproxy.security.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the vectors of the reference code, as {@code openssl mac SIPHASH} gives them too: the secret and the text are 00 01 02 ... */
class SipHashTest {
    @ParameterizedTest
    @CsvSource({
        "0, A3817F04BA25A8E66DF67214C7550293",
        "1, DA87C1D86B99AF44347659119B22FC45",
        "2, 8177228DA4A45DC7FCA38BDEF60AFFE4",
        "15, 5493E99933B0A8117E08EC0F97CFC3D9",
        "63, 5150D1772F50834A503E069A973FBD7C"
    })
    void hashesAsTheReferenceCode(int length, String expected) {
        Charge charge = new Charge();
        for (int i = 0; i < Charge.MAX_KEY; i++) {
            charge.key()[i] = (byte) i;
        }
        charge.ask(Charges.limiter("a", 1, 1), length, 1);
        new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).hash(charge);
        ByteBuffer hash = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        hash.putLong(charge.fingerprintLow()).putLong(charge.fingerprintHigh());
        assertThat(HexFormat.of().withUpperCase().formatHex(hash.array())).isEqualTo(expected);
    }
}
