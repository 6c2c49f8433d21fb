package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http2.hpack.HpackFault.Reason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The code of RFC 7541 appendix B, whose lengths are all that the proxy is told of it. */
class HuffmanTest {

    @Test
    void everyCodeIsTheOneThatTheAppendixPrints() {
        assertThat(HuffmanCode.symbols()).hasSize(257).allSatisfy((bits, symbol) -> {
            assertThat(Huffman.code(symbol) >>> 8).isEqualTo(Long.parseLong(bits, 2));
            assertThat(Huffman.code(symbol) & 0xff).isEqualTo(bits.length());
        });
    }

    @Test
    void everyStringComesBackWhateverItsOctetsAndItsLength() throws HpackFault {
        Random random = new Random(7541);
        for (int length = 0; length < 400; length++) {
            byte[] text = new byte[length];
            random.nextBytes(text);
            comesBack(text);
            for (int at = 0; at < length; at++) {
                text[at] = (byte) ('0' + random.nextInt(75));
            }
            comesBack(text);
        }
    }

    private static void comesBack(byte[] text) throws HpackFault {
        byte[] longEnough = new byte[text.length * 4 + 8];
        int coded = Huffman.encode(text, 0, text.length, longEnough, 3);
        int length = Huffman.encodedLength(text, 0, text.length);
        if (coded < 0) {
            assertThat(length).isGreaterThanOrEqualTo(text.length);
            return;
        }
        assertThat(coded - 3).isEqualTo(length).isLessThan(text.length);
        assertThat(HuffmanCode.decode(Arrays.copyOfRange(longEnough, 3, coded)))
                .isEqualTo(Ascii.text(text, 0, text.length));
        byte[] back = new byte[Huffman.mostDecoded(length) + 2];
        assertThat(Huffman.decode(longEnough, 3, coded, back, 2)).isEqualTo(2 + text.length);
        assertThat(Arrays.copyOfRange(back, 2, 2 + text.length)).isEqualTo(text);
        assertThat(Huffman.decode(longEnough, 3, coded, null, 0)).isEqualTo(text.length);
    }

    @Test
    void octetsWithLongCodesAreDecoded() throws HpackFault {
        for (int octet = 0; octet < 256; octet++) {
            String bits = bits(octet) + bits('a') + bits(octet) + bits(255 - octet);
            byte[] coded = padded(bits);
            byte[] back = new byte[Huffman.mostDecoded(coded.length)];
            assertThat(Huffman.decode(coded, 0, coded.length, back, 0)).isEqualTo(4);
            assertThat(Arrays.copyOf(back, 4))
                    .containsExactly((byte) octet, (byte) 'a', (byte) octet, (byte) (255 - octet));
        }
    }

    private static String bits(int symbol) {
        long code = Huffman.code(symbol);
        String digits = Long.toBinaryString(code >>> 8);
        return "0".repeat((int) (code & 0xff) - digits.length()) + digits;
    }

    private static byte[] padded(String bits) {
        String whole = bits + "1".repeat((8 - bits.length() % 8) % 8);
        byte[] octets = new byte[whole.length() / 8];
        for (int at = 0; at < octets.length; at++) {
            octets[at] = (byte) Integer.parseInt(whole.substring(at * 8, at * 8 + 8), 2);
        }
        return octets;
    }

    @Test
    void aNameIsCodedInLowerCase() {
        byte[] upper = Ascii.octets("X-Frame-OPTIONS");
        byte[] lower = Ascii.octets("X-Frame-OPTIONS".toLowerCase(Locale.ROOT));
        byte[] ofName = new byte[32];
        byte[] ofLower = new byte[32];
        int length = Huffman.encodeName(upper, 0, upper.length, ofName, 0);
        assertThat(length).isPositive().isEqualTo(Huffman.encode(lower, 0, lower.length, ofLower, 0));
        assertThat(ofName).isEqualTo(ofLower);
    }

    @Test
    void paddingOfEightBitsIsRefused() {
        // An 'a' is 00011, and three bits of padding; then there is an octet of it too many.
        assertFault("1fff", Reason.PADDING);
        assertFault("ff", Reason.PADDING);
        assertFault("ffffff", Reason.PADDING);
    }

    @Test
    void paddingThatIsNotAllOnesIsRefused() {
        assertFault("18", Reason.PADDING);
        assertFault("1e", Reason.PADDING);
        assertFault("00", Reason.PADDING);
    }

    @Test
    void theEndOfStringSymbolIsRefusedWhereverItStands() {
        assertFault("ffffffff", Reason.END_OF_STRING);
        assertFault("fffffffc", Reason.END_OF_STRING);
        assertFault("1ffffffff8", Reason.END_OF_STRING);
        assertFault("1c71ffffffff1c711c711c71", Reason.END_OF_STRING);
    }

    private static void assertFault(String hex, Reason reason) {
        byte[] coded = Coder.octets(hex);
        byte[] back = new byte[Huffman.mostDecoded(coded.length)];
        assertThatThrownBy(() -> Huffman.decode(coded, 0, coded.length, back, 0))
                .isInstanceOfSatisfying(
                        HpackFault.class, fault -> assertThat(fault.reason()).isEqualTo(reason));
        assertThatThrownBy(() -> Huffman.decode(coded, 0, coded.length, null, 0))
                .isInstanceOf(HpackFault.class);
    }
}
