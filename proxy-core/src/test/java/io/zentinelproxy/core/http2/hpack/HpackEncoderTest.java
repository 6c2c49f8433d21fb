package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks are as short as their fields allow, secrets stay out of every table, and what the peer allows is kept to. */
class HpackEncoderTest {
    private final HpackEncoder encoder = new HpackEncoder(8192);
    private final HpackDecoder decoder = new HpackDecoder(4096);

    private String write(Field... fields) {
        return Coder.hex(Coder.encode(encoder, List.of(fields)));
    }

    @Test
    void aFieldOfTheStaticTableIsOneOctet() {
        encoder.begin();
        encoder.status(200);
        encoder.status(404);
        encoder.pseudo(PseudoField.METHOD, Ascii.octets("xGETx"), 1, 4);
        encoder.pseudo(PseudoField.PATH, Ascii.octets("/"), 0, 1);
        encoder.pseudo(PseudoField.SCHEME, Ascii.octets("https"), 0, 5);
        assertThat(Coder.hex(Arrays.copyOf(encoder.octets(), encoder.length()))).isEqualTo("888d828487");
        assertThat(write(Field.of("accept-encoding", "gzip, deflate"))).isEqualTo("90");
    }

    @Test
    void everyFieldOfTheStaticTableIsFound() throws HpackFault {
        for (int index = 1; index <= StaticTable.COUNT; index++) {
            byte[] block = {(byte) (0x80 | index)};
            Field field = Coder.decode(decoder, block).getFirst();
            encoder.begin();
            Coder.add(encoder, field, Indexing.PLAIN);
            assertThat(encoder.length()).isEqualTo(1);
            assertThat(encoder.octets()[0]).isEqualTo(block[0]);
        }
    }

    @Test
    void aStatusThatIsNotInTheStaticTableIsIndexed() throws HpackFault {
        for (int status = 100; status < 1000; status++) {
            encoder.begin();
            encoder.status(status);
            byte[] block = Arrays.copyOf(encoder.octets(), encoder.length());
            assertThat(Coder.decode(decoder, block)).containsExactly(Field.of(":status", Integer.toString(status)));
        }
        encoder.begin();
        encoder.status(999);
        assertThat(encoder.length()).isEqualTo(1);
    }

    @Test
    void aValueThatComesAgainIsOneOctet() throws HpackFault {
        Field[] fields = {Field.of("server", "zentinel"), Field.of("x-frame-options", "DENY")};
        String first = write(fields);
        assertThat(first.length()).isGreaterThan(30);
        assertThat(write(fields)).isEqualTo("bfbe");
        assertThat(Coder.decode(decoder, first)).containsExactly(fields);
        assertThat(Coder.decode(decoder, "bfbe")).containsExactly(fields);
    }

    @Test
    void aNameThatComesAgainIsOneIndex() throws HpackFault {
        String first = write(Field.of("x-frame-options", "DENY"));
        String second = write(Field.of("x-frame-options", "SAMEORIGIN"));
        assertThat(second).startsWith("7e");
        Coder.decode(decoder, first);
        assertThat(Coder.decode(decoder, second)).containsExactly(Field.of("x-frame-options", "SAMEORIGIN"));
    }

    @Test
    void secretsAreMarkedAndStayOutOfTheTable() throws HpackFault {
        for (String name :
                List.of("authorization", "cookie", "set-cookie", "proxy-authorization", "Cookie", "x-api-key")) {
            String first = write(Field.of(name, "secret"));
            assertThat(first).startsWith("1");
            assertThat(write(Field.of(name, "secret"))).isEqualTo(first);
            assertThat(Coder.decode(decoder, first))
                    .containsExactly(new Field(name.toLowerCase(java.util.Locale.ROOT), "secret", true));
        }
        assertThat(encoder.table().count()).isZero();
        // Not even an empty one, which the static table has.
        assertThat(write(Field.of("cookie", ""))).isEqualTo("1f1100");
    }

    @Test
    void whatIsPassedOnAsNeverIndexedStaysSo() {
        encoder.begin();
        Coder.add(encoder, Field.of(":method", "GET"), Indexing.NEVER);
        assertThat(Coder.hex(Arrays.copyOf(encoder.octets(), encoder.length()))).startsWith("12");
    }

    @Test
    void whatDoesNotComeAgainStaysOutOfTheTable() {
        write(
                Field.of(":path", "/a?b=c"),
                Field.of("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
                Field.of("content-length", "7"),
                Field.of("etag", "\"a\""),
                Field.of("x-request-id", "1"),
                Field.of("traceparent", "1"),
                Field.of("unheard-of", "1"));
        assertThat(encoder.table().count()).isZero();
    }

    @Test
    void aNameIsWrittenInLowerCase() throws HpackFault {
        String longName = "X-".repeat(100);
        String block = write(Field.of("Content-TYPE", "text/Plain"), Field.of("X-Other", "X"), Field.of(longName, ""));
        assertThat(Coder.decode(decoder, block))
                .containsExactly(
                        Field.of("content-type", "text/Plain"),
                        Field.of("x-other", "X"),
                        Field.of("x-".repeat(100), ""));
        assertThat(Coder.entries(encoder.table())).containsExactly(Field.of("content-type", "text/Plain"));
    }

    @Test
    void aValueIsNotCodedWhereThatWouldNotMakeItShorter() throws HpackFault {
        String value = "\u00ff\u00fe{}<>";
        assertThat(write(Field.of("date", value))).isEqualTo("0f1206fffe7b7d3c3e");
        String longValue = value.repeat(100);
        String block = write(Field.of("date", longValue));
        assertThat(block).startsWith("0f127fd903fffe");
        assertThat(Coder.decode(decoder, block)).containsExactly(Field.of("date", longValue));
    }

    @Test
    void valuesOfEveryLengthAreRead() throws HpackFault {
        for (int length = 0; length < 700; length++) {
            Field field = Field.of("server", "a".repeat(length));
            assertThat(Coder.decode(decoder, write(field))).containsExactly(field);
        }
    }

    @Test
    void aFieldThatWouldFillHalfTheTableIsNotIndexed() {
        write(Field.of("user-agent", "a".repeat(2048 - 10 - 32)));
        assertThat(encoder.table().count()).isOne();
        write(Field.of("user-agent", "b".repeat(2048 - 10 - 31)));
        assertThat(encoder.table().count()).isOne();
    }

    @Test
    void noMoreIsUsedThanFourThousandOctetsHoweverMuchThePeerAllows() {
        encoder.peerTableSize(Integer.MAX_VALUE);
        assertThat(write(Field.of(":method", "GET"))).isEqualTo("82");
        for (int value = 0; value < 500; value++) {
            write(Field.of("server", "server " + value));
            assertThat(encoder.table().size()).isLessThanOrEqualTo(4096);
        }
        assertThat(encoder.table().heldOctets()).isLessThan(4096 * 5 / 4 + 12 * 128);
    }

    @Test
    void aPeerThatAllowsLessIsTold() throws HpackFault {
        write(Field.of("server", "a"));
        encoder.peerTableSize(100);
        assertThat(write(Field.of("server", "a"))).startsWith("3f45be");
        encoder.peerTableSize(100);
        assertThat(write(Field.of("server", "a"))).isEqualTo("be");
        encoder.peerTableSize(0);
        String literal = write(Field.of("server", "a"));
        assertThat(literal).startsWith("20").doesNotContain("be");
        assertThat(write(Field.of("server", "a"))).isEqualTo(literal.substring(2));
    }

    @Test
    void aPeerThatAllowsLessAndThenMoreBetweenTwoBlocksIsToldOfBoth() throws HpackFault {
        Coder.decode(decoder, write(Field.of("server", "a")));
        encoder.peerTableSize(0);
        encoder.peerTableSize(50);
        encoder.peerTableSize(4096);
        decoder.setMaxTable(0);
        decoder.setMaxTable(50);
        decoder.setMaxTable(4096);
        String block = write(Field.of("server", "a"));
        assertThat(block).startsWith("20" + "3fe11f" + "76");
        assertThat(Coder.decode(decoder, block)).containsExactly(Field.of("server", "a"));
    }

    @Test
    void aBlockThatIsAbandonedLeavesNothingBehind() throws HpackFault {
        Coder.decode(decoder, write(Field.of("server", "a")));
        encoder.peerTableSize(2000);
        decoder.setMaxTable(2000);
        write(Field.of("server", "b"), Field.of("via", "c"));
        encoder.abandon();
        assertThat(encoder.length()).isZero();
        String block = write(Field.of("server", "b"), Field.of("server", "a"));
        assertThat(block).startsWith("20" + "3fb10f");
        assertThat(Coder.decode(decoder, block)).containsExactly(Field.of("server", "b"), Field.of("server", "a"));
        assertThat(Coder.entries(decoder.table())).isEqualTo(Coder.entries(encoder.table()));
    }

    @Test
    void aPeerThatAllowsNoTableIsToldAgainAfterABlockWasAbandoned() throws HpackFault {
        encoder.peerTableSize(0);
        decoder.setMaxTable(0);
        assertThat(write(Field.of("server", "a"))).startsWith("20");
        encoder.abandon();
        String block = write(Field.of("server", "a"));
        assertThat(block).startsWith("20");
        assertThat(Coder.decode(decoder, block)).containsExactly(Field.of("server", "a"));
    }

    @Test
    void aBlockIsNotLongerThanItMayBe() throws HpackFault {
        HpackEncoder small = new HpackEncoder(1000);
        Coder.encode(small, List.of(Field.of("date", "a".repeat(900))));
        assertThat(small.isOverflowed()).isFalse();
        Coder.encode(small, List.of(Field.of("server", "a"), Field.of("date", "a".repeat(1001)), Field.of("via", "a")));
        assertThat(small.isOverflowed()).isTrue();
        assertThat(small.octets().length).isLessThanOrEqualTo(1000);
        small.abandon();
        byte[] next = Coder.encode(small, List.of(Field.of("via", "a")));
        assertThat(small.isOverflowed()).isFalse();
        assertThat(Coder.decode(decoder, next)).containsExactly(Field.of("via", "a"));
    }

    @Test
    void anIdleConnectionHoldsFewOctets() {
        assertThat(encoder.table().heldOctets()).isZero();
        assertThat(encoder.octets()).isEmpty();
        write(Field.of("date", "now"), Field.of("etag", "\u00ff".repeat(5000)));
        encoder.release();
        assertThat(encoder.octets()).hasSizeLessThanOrEqualTo(1024);
        assertThat(encoder.length()).isZero();
        assertThat(encoder.table().heldOctets()).isZero();
        assertThat(write(Field.of("date", "now"))).startsWith("0f12");
    }

    @Test
    void valuesWhoseHashesAreEqualAreNotTakenForEachOther() throws HpackFault {
        // More values than there are places: each takes one of another's.
        for (int round = 0; round < 2; round++) {
            for (int value = 0; value < 300; value++) {
                Field field = Field.of("server", Integer.toString(value));
                assertThat(Coder.decode(decoder, write(field))).containsExactly(field);
            }
        }
    }

    @Test
    void theTableIsRightAfterMoreEntriesThanItsNumbersTellApart() throws HpackFault {
        for (int value = 0; value < 140_000; value++) {
            write(Field.of("via", Integer.toString(value % 1000 + value / 70_000)));
        }
        encoder.abandon();
        Field last = Field.of("via", "last");
        assertThat(Coder.decode(decoder, write(last))).containsExactly(last);
        assertThat(Coder.decode(decoder, write(last))).containsExactly(last);
    }
}
