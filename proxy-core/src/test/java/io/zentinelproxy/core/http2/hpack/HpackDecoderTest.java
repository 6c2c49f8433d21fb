package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.http2.hpack.HpackFault.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What RFC 7541 makes an error ends the decoding with its reason; what it allows is decoded, and costs no more memory than it may. */
class HpackDecoderTest {
    private static final String LITERAL_A = "40016101" + "62";

    private final HpackDecoder decoder = new HpackDecoder(4096);

    @ParameterizedTest
    @CsvSource({
        "80, INDEX",
        "be, INDEX",
        "ffffffff07, INDEX",
        "7e0161, INDEX",
        "0f2f0161, INDEX",
        "1f2f0161, INDEX",
        "ff80808080808001, INTEGER",
        "ffffffffff0f, INTEGER",
        "ff8080808008, INTEGER",
        "ff808080807f, INTEGER",
        "3fffffffff0f, INTEGER",
        "407fffffffff0f, INTEGER",
        "ff, TRUNCATED",
        "ff80, TRUNCATED",
        "40, TRUNCATED",
        "400161, TRUNCATED",
        "4002610161, TRUNCATED",
        "4001610261, TRUNCATED",
        "40017f, TRUNCATED",
        "407f80ffffff0761, TRUNCATED",
        "44, TRUNCATED",
        "00, TRUNCATED",
        "10, TRUNCATED",
        "3f, TRUNCATED",
        "44821fff, PADDING",
        "0481ff, PADDING",
        "008118016100, PADDING",
        "0484ffffffff, END_OF_STRING",
        "0085ffffffffff0161, END_OF_STRING",
        "8220, LATE_UPDATE",
        "823fe11f, LATE_UPDATE",
        "3fe21f, LARGE_UPDATE",
        "203fe21f, LARGE_UPDATE"
    })
    void whatTheRfcMakesAnErrorIsRefused(String block, Reason reason) {
        assertThatThrownBy(() -> Coder.decode(decoder, block)).isInstanceOfSatisfying(HpackFault.class, fault -> {
            assertThat(fault.reason()).isEqualTo(reason);
            assertThat(fault).hasMessage(reason.words());
            assertThat(fault.getStackTrace()).isEmpty();
        });
    }

    @Test
    void aNumberMayHaveFiveOctetsAfterItsPrefix() throws HpackFault {
        // Octets of zeros do not make it larger: 31 in the longest form that is read.
        assertThat(Coder.decode(decoder, "3f 80 80 80 80 00")).isEmpty();
        assertThat(decoder.table().maxSize()).isEqualTo(31);
    }

    @Test
    void anEmptyBlockHasNoFields() throws HpackFault {
        assertThat(Coder.decode(decoder, "")).isEmpty();
    }

    @Test
    void anEmptyNameAndAnEmptyValueAreDecoded() throws HpackFault {
        // Whether they may be is not for HPACK to say.
        assertThat(Coder.decode(decoder, "000000" + "400000" + "408080"))
                .hasSize(3)
                .allMatch(Field.of("", "")::equals);
        assertThat(decoder.table().size()).isEqualTo(64);
    }

    @Test
    void aFieldThatIsNeverToBeIndexedSaysSo() throws HpackFault {
        assertThat(Coder.decode(decoder, "1001610162" + "0001610162" + "4001610162" + "be"))
                .containsExactly(new Field("a", "b", true), Field.of("a", "b"), Field.of("a", "b"), Field.of("a", "b"));
    }

    @Test
    void entriesLeaveTheTableWhenItIsFull() throws HpackFault {
        Coder.decode(decoder, "3f45"); // 100 octets: two entries of 34 and no third.
        Coder.decode(decoder, "4001610161" + "4001620162" + "4001630163");
        assertThat(Coder.decode(decoder, "bebf")).containsExactly(Field.of("c", "c"), Field.of("b", "b"));
        assertRefused("c0", Reason.INDEX);
    }

    @Test
    void aFieldLargerThanTheTableEmptiesIt() throws HpackFault {
        Coder.decode(decoder, "3f03"); // 34 octets.
        assertThat(Coder.decode(decoder, "4001610161" + "be" + "400161026161"))
                .containsExactly(Field.of("a", "a"), Field.of("a", "a"), Field.of("a", "aa"));
        assertThat(decoder.table().count()).isZero();
    }

    @Test
    void aNameIsReadFromAnEntryThatItsFieldEvicts() throws HpackFault {
        Coder.decode(decoder, "3f19" + "400378797a0161"); // 56 octets, of which xyz: a takes 36.
        assertThat(Coder.decode(decoder, "7e0162" + "be")).containsExactly(Field.of("xyz", "b"), Field.of("xyz", "b"));
        FieldSection full = new FieldSection(0, 0, 0);
        byte[] block = Coder.octets("7e0163");
        decoder.decode(block, 0, block.length, full);
        assertThat(Coder.entries(decoder.table())).containsExactly(Field.of("xyz", "c"));
    }

    @Test
    void anUpdateMustFollowALowerLimit() throws HpackFault {
        Coder.decode(decoder, LITERAL_A);
        decoder.setMaxTable(100);
        assertRefused("82", Reason.MISSING_UPDATE);
    }

    @Test
    void anUpdateMustFollowALowerLimitEvenInAnEmptyBlock() {
        decoder.setMaxTable(100);
        assertRefused("", Reason.MISSING_UPDATE);
    }

    @Test
    void anUpdateMustTellOfTheLowestLimitSinceTheLastBlock() throws HpackFault {
        Coder.decode(decoder, LITERAL_A);
        decoder.setMaxTable(10);
        decoder.setMaxTable(4096);
        assertThat(Coder.decode(decoder, "2a" + "3fe11f" + "82")).containsExactly(Field.of(":method", "GET"));
        assertThat(decoder.table().count()).isZero();
        assertThat(decoder.table().maxSize()).isEqualTo(4096);

        decoder.setMaxTable(10);
        decoder.setMaxTable(4096);
        assertRefused("3fe11f82", Reason.LARGE_UPDATE);
    }

    @Test
    void aLowerLimitThatThePeerDoesNotUseNeedsNoUpdate() throws HpackFault {
        Coder.decode(decoder, "3f01"); // 32 octets.
        decoder.setMaxTable(100);
        assertThat(Coder.decode(decoder, "82")).hasSize(1);
        assertThat(Coder.decode(decoder, "3f4582")).hasSize(1); // 100 octets.
        assertRefused("3f4682", Reason.LARGE_UPDATE);
    }

    @Test
    void aHigherLimitIsUsedOnlyOnceThePeerSaysSo() throws HpackFault {
        HpackDecoder generous = new HpackDecoder(65_536);
        assertThat(generous.table().maxSize()).isEqualTo(4096);
        Coder.decode(generous, "3fe1ff0382"); // 65,536
        assertThat(generous.table().maxSize()).isEqualTo(65_536);
        assertThatThrownBy(() -> Coder.decode(generous, "3fe2ff0382")).isInstanceOf(HpackFault.class);
    }

    @Test
    void untilOurSettingsAreAcknowledgedTheTableHasTheSizeOfTheRfc() throws HpackFault {
        HpackDecoder frugal = new HpackDecoder(0);
        assertThat(Coder.decode(frugal, LITERAL_A + "be")).hasSize(2);
        frugal.setMaxTable(0);
        assertThat(Coder.decode(frugal, "20" + LITERAL_A)).hasSize(1);
        assertThatThrownBy(() -> Coder.decode(frugal, "be")).isInstanceOf(HpackFault.class);
    }

    @Test
    void theTableIsRightThoughTheSectionHasNoRoom() throws HpackFault {
        String literals = "4001610162" + "4001630164";
        FieldSection none = new FieldSection(0, 100, 0);
        byte[] block = Coder.octets(literals + "bf");
        decoder.decode(block, 0, block.length, none);
        assertThat(none.count()).isZero();
        assertThat(none.size()).isEqualTo(3 * 34);
        assertThat(none.isOverflowed()).isTrue();
        assertThat(Coder.decode(decoder, "bebf")).containsExactly(Field.of("c", "d"), Field.of("a", "b"));
    }

    @Test
    void aFaultInAFieldThatHasNoRoomIsOne() {
        FieldSection none = new FieldSection(0, 100, 0);
        byte[] block = Coder.octets("048118");
        assertThatThrownBy(() -> decoder.decode(block, 0, block.length, none)).isInstanceOf(HpackFault.class);
    }

    @Test
    void aCodedFieldThatFitsExactlyIsKept() throws HpackFault {
        // Five octets, which are seven once they are decoded and might be eight.
        byte[] block = Coder.octets("0085" + "25a849e95b" + "0161");
        FieldSection exact = new FieldSection(7 + 1 + 4, 1, 0);
        decoder.decode(block, 0, block.length, exact);
        assertThat(Field.in(exact)).hasSize(1);
        assertThat(exact.isOverflowed()).isFalse();
    }

    @Test
    void manyReferencesToOneLargeEntryCostNoMemory() throws HpackFault {
        Coder.decode(decoder, "400161" + number(4000) + "62".repeat(4000));
        FieldSection section = new FieldSection(65_536, 100, 512);
        byte[] bomb = Coder.octets("be".repeat(16_000));
        decoder.decode(bomb, 0, bomb.length, section);
        assertThat(section.octets().length).isLessThanOrEqualTo(65_536);
        assertThat(section.count()).isLessThan(17);
        assertThat(section.hasTooManyFields()).isTrue();
        assertThat(section.size()).isGreaterThan(16_000 * 4_000L);
    }

    @Test
    void anIdleConnectionHoldsNoTableAndABusyOneNotMuchMoreThanItsSize() throws HpackFault {
        assertThat(decoder.table().heldOctets()).isZero();
        Coder.decode(decoder, LITERAL_A);
        assertThat(decoder.table().heldOctets()).isLessThan(400);
        for (int length = 1; length < 4096; length += 7) {
            Coder.decode(decoder, "4001" + "61" + number(length) + "ff".repeat(length));
            assertThat(decoder.table().heldOctets()).isLessThan(4096 * 5 / 4 + 12 * 128);
        }
        for (int entry = 0; entry < 1000; entry++) {
            Coder.decode(decoder, "400000");
            assertThat(decoder.table().heldOctets()).isLessThan(4096 * 5 / 4 + 12 * 128 + 1);
        }
        Coder.decode(decoder, "20");
        assertThat(decoder.table().heldOctets()).isZero();
    }

    /** A length, with a prefix of 7 bits. */
    private static String number(int length) {
        return length < 127
                ? "%02x".formatted(length)
                : length - 127 < 128
                        ? "7f%02x".formatted(length - 127)
                        : "7f%02x%02x".formatted((length - 127) & 0x7f | 0x80, (length - 127) >> 7);
    }

    private void assertRefused(String block, Reason reason) {
        assertThatThrownBy(() -> Coder.decode(decoder, block))
                .isInstanceOfSatisfying(
                        HpackFault.class, fault -> assertThat(fault.reason()).isEqualTo(reason));
    }

    @Test
    void blocksOfOneConnectionShareTheTable() throws HpackFault {
        Coder.decode(decoder, LITERAL_A);
        assertThat(Coder.decode(decoder, "be" + "7e0163")).isEqualTo(List.of(Field.of("a", "b"), Field.of("a", "c")));
        assertThat(Coder.decode(decoder, "bebf")).isEqualTo(List.of(Field.of("a", "c"), Field.of("a", "b")));
    }
}
