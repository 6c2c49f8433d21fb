package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunked content that two parsers would end at different octets: RFC 9112 section 7.1. */
class ChunkAttacksTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x1",
                "+1",
                "-1",
                "1_0",
                "",
                " 1",
                "1 ",
                "1\t",
                "g",
                "1;a\0b",
                "00000000000000001",
                "10000000000000000",
                "8000000000000000",
                "FFFFFFFFFFFFFFFF"
            })
    void malformedChunkSizeIsRefused(String size) {
        proxy.breaksOff(400, "bad_chunk", Messages.chunkedPost(size + "\r\na\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\na\r\n0\r\n\r\n",
                "1\ra\r\n0\r\n\r\n",
                "1\r\ra\r\n0\r\n\r\n",
                "1;x\na\r\n0\r\n\r\n",
                "1;x\ra\r\n0\r\n\r\n"
            })
    void chunkLineNotEndedByCrlfIsRefused(String chunks) {
        proxy.breaksOff(400, "bad_chunk", Messages.chunkedPost(chunks));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\r\na\n0\r\n\r\n",
                "1\r\naXX0\r\n\r\n",
                "1\r\nabc\r\n0\r\n\r\n",
                "1\r\na\r0\r\n\r\n",
                "1\r\na0\r\n\r\n"
            })
    void chunkDataNotEndedByCrlfIsRefused(String chunks) {
        proxy.breaksOff(400, "bad_chunk", Messages.chunkedPost(chunks));
    }

    @Test
    void lastChunkNotEndedByCrlfIsRefused() {
        proxy.breaksOff(400, "bad_chunk", Messages.chunkedPost("1\r\na\r\n0\n\r\n"));
        proxy.breaksOff(400, "bad_field", Messages.chunkedPost("1\r\na\r\n0\r\nX y\r\n\r\n"));
        proxy.breaksOff(400, "bad_field", Messages.chunkedPost("1\r\na\r\n0\r\nX: y\n\n"));
    }

    @Test
    void chunkExtensionsAreNotPassedOn() {
        var request = proxy.takes(Messages.chunkedPost("1;a=b;c=\"d;e\"\r\na\r\n2;x\r\nbc\r\n0;end\r\n\r\n"));
        assertThat(request.body()).isEqualTo("abc");
        assertThat(request.content().complete()).isTrue();
    }

    /** One extension an octet of data makes a small body a large message: CVE-2023-39326. */
    @Test
    void floodOfChunkExtensionsIsRefused() {
        String chunk = "1;" + "x".repeat(100) + "\r\na\r\n";
        proxy.breaksOff(400, "bad_chunk", Messages.chunkedPost(chunk.repeat(2000) + "0\r\n\r\n"));
    }

    @Test
    void endlessChunkExtensionIsRefused() {
        proxy.breaksOff(400, "bad_chunk", Messages.chunkedPost("1;" + "x".repeat(64 * 1024) + "\r\na\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A", "0A", "00000000000000a"})
    void legalSpellingsOfASizeAreTaken(String size) {
        assertThat(proxy.takes(Messages.chunkedPost(size + "\r\n0123456789\r\n00\r\n\r\n"))
                        .body())
                .isEqualTo("0123456789");
    }

    /** The chunk extensions' bytes never reach an origin: the message it gets is framed anew. */
    @Test
    void contentIsFramedAnew() {
        var request = proxy.takes(Messages.chunkedPost("000003;q\r\nabc\r\n0000\r\n\r\n"));
        assertThat(request.field("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(request.fields().has("Content-Length")).isFalse();
    }
}
