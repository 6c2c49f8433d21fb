package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two readings of one Content-Length are two requests: RFC 9112 section 6.3, RFC 9110 section 8.6. */
class ContentLengthAttacksTest {

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
                "+5",
                "-1",
                "0x5",
                "5 5",
                "5,6",
                "5, 5",
                "5,",
                ",5",
                "1_0",
                "",
                "5.0",
                "5;a=b",
                "\"5\"",
                "five",
                "9223372036854775808",
                "18446744073709551621",
                "99999999999999999999999999",
                "\u00b2",
                "\u00a05",
                "\u0665"
            })
    void malformedContentLengthIsRefused(String value) {
        proxy.refuses(400, "bad_framing", Messages.postWith("Content-Length: " + value + "\r\n", "abcde"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\u000b", "\u000c5", "5\0", "5\r"})
    void controlOctetsAroundContentLengthAreRefused(String value) {
        proxy.refuses(400, "bad_field", Messages.postWith("Content-Length: " + value + "\r\n", "abcde"));
    }

    @Test
    void twoContentLengthsAreRefusedWhenTheyDiffer() {
        proxy.refuses(400, "bad_framing", Messages.postWith("Content-Length: 5\r\nContent-Length: 6\r\n", "abcdef"));
    }

    @Test
    void twoContentLengthsAreRefusedWhenTheyAgree() {
        proxy.refuses(400, "bad_framing", Messages.postWith("Content-Length: 5\r\ncontent-length: 5\r\n", "abcde"));
    }

    @Test
    void leadingZerosAreLegalAndNotPassedOn() {
        var request = proxy.takes(Messages.postWith("Content-Length: 005\r\n", "abcde"));
        assertThat(request.field("Content-Length")).isEqualTo("5");
        assertThat(request.body()).isEqualTo("abcde");
    }

    @Test
    void contentLengthWithTransferEncodingIsRefusedInEitherOrder() {
        proxy.refuses(
                400,
                "bad_framing",
                Messages.postWith("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nGET"));
        proxy.refuses(
                400,
                "bad_framing",
                Messages.postWith("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\nGET"));
    }
}
