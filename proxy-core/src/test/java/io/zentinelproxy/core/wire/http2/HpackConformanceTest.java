package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.testkit.h2.H2Code.COMPRESSION_ERROR;
import static io.zentinelproxy.core.testkit.h2.H2Code.PROTOCOL_ERROR;
import static io.zentinelproxy.core.wire.http2.Conformance.answered;
import static io.zentinelproxy.core.wire.http2.Conformance.connectionError;
import static io.zentinelproxy.core.wire.http2.Conformance.of;
import static io.zentinelproxy.core.wire.http2.Conformance.streamError;

import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7541, and what RFC 9113 sections 4.3 and 10.5.1 make of its errors: a block that cannot be read ends the connection. */
class HpackConformanceTest {
    private static Conformance conformance;

    @BeforeAll
    static void start() {
        conformance = new Conformance();
    }

    @AfterAll
    static void stop() {
        conformance.close();
    }

    /** A good request with something behind it. */
    private static Consumer<H2Client> behind(UnaryOperator<HpackBlock> more) {
        return client -> client.open(more.apply(HpackBlock.request("GET", "/")), true);
    }

    /** A good request with something before it. */
    private static Consumer<H2Client> before(UnaryOperator<HpackBlock> first) {
        return client -> client.open(
                first.apply(new HpackBlock()).raw(HpackBlock.request("GET", "/").octets()), true);
    }

    private static Consumer<H2Client> twice(HpackBlock first, HpackBlock second) {
        return client -> {
            client.open(first, true).awaitReply();
            client.open(second, true);
        };
    }

    private static HpackBlock get() {
        return HpackBlock.request("GET", "/");
    }

    static Stream<Arguments> good() {
        return Stream.of(
                of(
                        "2.3.2 an entry that was made",
                        behind(block -> block.indexedField("x", "y").index(62)),
                        answered(1)),
                of(
                        "2.3.2 entries of an earlier block",
                        twice(
                                get().indexedField("x", "1").indexedField("x", "2"),
                                get().index(62).index(63)),
                        answered(3)),
                of("4.2 a table made smaller", before(block -> block.tableSize(0)), answered(1)),
                of("4.2 and greater again", before(block -> block.tableSize(0).tableSize(4096)), answered(1)),
                of(
                        "4.4 a field greater than the table empties it",
                        behind(block -> block.indexedField("x", "y".repeat(4090))),
                        answered(1)),
                of(
                        "5.1 a length with octets to spare",
                        behind(block ->
                                block.raw(0, 1, 'x', 0x7f, 0x80, 0x80, 0).raw(new byte[127])),
                        streamError(1, PROTOCOL_ERROR)),
                of("5.2 padding of seven ones", behind(block -> block.raw(0, 1, 'x', 0x81, 0b0000_0111)), answered(1)),
                of(
                        "6.2.3 a field never to be indexed",
                        behind(block -> block.neverIndexedField("authorization", "x")),
                        answered(1)));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                of("2.3.3 an entry beyond both tables", behind(block -> block.index(62)), unreadable()),
                of("2.3.3 far beyond", behind(block -> block.index(4000)), unreadable()),
                of(
                        "2.3.3 an entry that was driven out",
                        twice(
                                get().indexedField("x", "y"),
                                new HpackBlock()
                                        .tableSize(0)
                                        .tableSize(4096)
                                        .raw(get().index(62).octets())),
                        unreadable()),
                of(
                        "2.3.3 a name beyond both tables",
                        behind(block -> block.number(0x40, 6, 70).text("y")),
                        unreadable()),
                of(
                        "2.3.3 a name beyond both tables, not to be indexed",
                        behind(block -> block.number(0, 4, 70).text("y")),
                        unreadable()),
                of("4.2 a change of the table behind a field", behind(block -> block.tableSize(0)), unreadable()),
                of(
                        "4.4 an entry that its own successor drove out",
                        behind(block -> block.indexedField("x", "y")
                                .indexedField("z", "y".repeat(4090))
                                .index(62)),
                        unreadable()),
                of(
                        "5.1 an index without end",
                        behind(block -> block.raw(0xff, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)),
                        unreadable()),
                of("5.1 an index of 2^32", behind(block -> block.number(0x80, 7, 1L << 32)), unreadable()),
                of(
                        "5.1 an index that overflows 64 bits",
                        behind(block -> block.raw(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
                        unreadable()),
                of("5.1 an index cut short", behind(block -> block.raw(0xff, 0x80)), unreadable()),
                of(
                        "5.2 a length of 2^31-1",
                        behind(block -> block.raw(0, 1, 'x')
                                .number(0, 7, Integer.MAX_VALUE)
                                .raw('y')),
                        unreadable()),
                of(
                        "5.2 a length of 2^32",
                        behind(block ->
                                block.raw(0, 1, 'x').number(0, 7, 1L << 32).raw('y')),
                        unreadable()),
                of("5.2 a value cut short", behind(block -> block.raw(0, 1, 'x', 5, 'y')), unreadable()),
                of("5.2 a name cut short", behind(block -> block.raw(0, 5, 'x')), unreadable()),
                of("5.2 no value", behind(block -> block.raw(0, 1, 'x')), unreadable()),
                of(
                        "5.2 padding of eight ones",
                        behind(block -> block.raw(0, 1, 'x', 0x82, 0b0000_0111, 0xff)),
                        unreadable()),
                of("5.2 padding of zeros", behind(block -> block.raw(0, 1, 'x', 0x81, 0b0000_0000)), unreadable()),
                of("5.2 padding of some zeros", behind(block -> block.raw(0, 1, 'x', 0x81, 0b0000_0110)), unreadable()),
                of(
                        "5.2 EOS in a text",
                        behind(block -> block.raw(0, 1, 'x', 0x84, 0xff, 0xff, 0xff, 0xff)),
                        unreadable()),
                of("5.2 EOS in a name", behind(block -> block.raw(0, 0x84, 0xff, 0xff, 0xff, 0xff, 0)), unreadable()),
                of("5.2 a code cut short", behind(block -> block.raw(0, 1, 'x', 0x82, 0xff, 0xfe)), unreadable()),
                of("6.1 the entry 0", behind(block -> block.raw(0x80)), unreadable()),
                of("6.3 a table greater than may be", before(block -> block.tableSize(4097)), unreadable()),
                of("6.3 far greater", before(block -> block.tableSize(1L << 31)), unreadable()));
    }

    private static Conformance.Outcome unreadable() {
        return connectionError(COMPRESSION_ERROR);
    }

    static Stream<Arguments> malformedButReadable() {
        return Stream.of(
                of(
                        "an entry of the static table that is no field of requests",
                        behind(block -> block.index(8)),
                        streamError(1, PROTOCOL_ERROR)),
                of("an empty block", client -> client.open(new HpackBlock(), true), streamError(1, PROTOCOL_ERROR)),
                of(
                        "a name in upper case by Huffman's code",
                        behind(block -> block.huffmanField("X", "y")),
                        streamError(1, PROTOCOL_ERROR)),
                of(
                        "a line end by Huffman's code",
                        behind(block -> block.huffmanField("x", "y\r\nz: 1")),
                        streamError(1, PROTOCOL_ERROR)),
                of(
                        "a line end out of the dynamic table",
                        behind(block -> block.indexedField("x", "y\nz").index(62)),
                        streamError(1, PROTOCOL_ERROR)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"good", "broken", "malformedButReadable"})
    void hpack(String name, Consumer<H2Client> does, Conformance.Outcome outcome) {
        conformance.check(does, outcome);
    }
}
