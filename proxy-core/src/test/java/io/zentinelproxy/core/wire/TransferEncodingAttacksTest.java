package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one server takes for chunked and another does not: RFC 9112 sections 6.1 and 7. */
class TransferEncodingAttacksTest {

    private static final String CONTENT = "5\r\nabcde\r\n0\r\n\r\n";

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
                "",
                ",chunked",
                "chunked,",
                "chunked,chunked",
                "xchunked",
                "chunked, identity",
                "identity",
                "gzip",
                "cow",
                "xchunked, chunked",
                "gzip;q=1, chunked",
                "gzip,,chunked",
                "gzip chunked",
                "identity, chunked",
                "chunked, gzip",
                "chunked;a=b",
                "\"chunked\"",
                "chunked\u0085",
                "\u00a0chunked",
                "chunked\u00a0",
                "chu\tnked"
            })
    void disguisedOrNotFinalChunkedIsRefused(String value) {
        proxy.refuses(400, "bad_framing", Messages.postWith("Transfer-Encoding: " + value + "\r\n", CONTENT));
    }

    /** Well framed, but what the chunks hold could not be read here: RFC 9112 section 6.1. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "deflate,chunked", "x-gzip\t,\tcompress , Chunked"})
    void anotherCodingBelowChunkedIsNotImplemented(String value) {
        proxy.refuses(501, "unknown_coding", Messages.postWith("Transfer-Encoding: " + value + "\r\n", CONTENT));
    }

    /** Quadratic time over these, hours of it, would be seen as a client that waits in vain. */
    @Test
    void blanksWithoutEndInsideCodingsCostNoTime() {
        Piece large = Piece.limits("max-header-size \"1MB\"; max-header-value-bytes \"1MB\"");
        try (AttackedProxy roomy = new AttackedProxy(large)) {
            String value = "gzip" + " ".repeat(1_000_000) + "x, chunked";
            roomy.refuses(400, "bad_framing", Messages.postWith("Transfer-Encoding: " + value + "\r\n", CONTENT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u000bchunked", "chunked\u000b", "chunked\u000c", "chunked\0", "\0chunked", "chunked\r"})
    void controlOctetsAroundChunkedAreRefused(String value) {
        proxy.refuses(400, "bad_field", Messages.postWith("Transfer-Encoding: " + value + "\r\n", CONTENT));
    }

    @Test
    void twoTransferEncodingsAreRefused() {
        proxy.refuses(
                400,
                "bad_framing",
                Messages.postWith("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", CONTENT));
        proxy.refuses(
                400,
                "bad_framing",
                Messages.postWith("Transfer-Encoding: chunked\r\nTransfer-encoding: cow\r\n", CONTENT));
    }

    @Test
    void foldedTransferEncodingIsRefused() {
        proxy.refuses(400, "bad_field", Messages.postWith("Transfer-Encoding:\r\n chunked\r\n", CONTENT));
        proxy.refuses(400, "bad_field", Messages.postWith("X: y\r\n Transfer-Encoding: chunked\r\n", CONTENT));
    }

    @Test
    void blankBeforeTheColonIsRefused() {
        proxy.refuses(400, "bad_field", Messages.postWith("Transfer-Encoding : chunked\r\n", CONTENT));
        proxy.refuses(400, "bad_field", Messages.postWith("Transfer-Encoding\t: chunked\r\n", CONTENT));
    }

    /** Some origins read an underscore as a hyphen, as CGI does. */
    @Test
    void underscoreSpellingOfAFramingFieldIsRefused() {
        proxy.refuses(400, "bad_framing", Messages.postWith("Transfer_Encoding: chunked\r\n", ""));
    }

    @Test
    void transferEncodingInHttp10IsRefusedWithAndWithoutContentLength() {
        String head = "POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n";
        proxy.refuses(400, "bad_framing", head + "\r\n" + CONTENT);
        proxy.refuses(400, "bad_framing", head + "Content-Length: 5\r\n\r\n" + CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "Chunked", "CHUNKED", " chunked", "\tchunked ", "chunked\t"})
    void chunkedIsKnownInAnyCaseAndWithBlanksAround(String value) {
        var request = proxy.takes(Messages.postWith("Transfer-Encoding:" + value + "\r\n", CONTENT));
        assertThat(request.body()).isEqualTo("abcde");
        assertThat(request.content().complete()).isTrue();
    }
}
