package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges that make a small request a large answer, or overflow an origin: RFC 9110 sections 14.2, 15.5.17 and 17.15. */
class RangeAttacksTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    private static String range(String value) {
        return Messages.getWith("Range: " + value + "\r\n");
    }

    /** CVE-2011-3192, the "Apache killer". */
    @Test
    void thousandOverlappingRangesAreRefused() {
        proxy.refuses(416, "too_many_ranges", range("bytes=0-" + ",5-9".repeat(1000)));
        proxy.refuses(416, "too_many_ranges", range("bytes=0-" + ",0-".repeat(64)));
        proxy.refuses(416, "too_many_ranges", range("lines=0-" + ",0-".repeat(64)));
    }

    /** A name that the drafts of HTTP/1.1 had for Range; Apache httpd takes it where there is no Range. */
    @Test
    void oldNameOfRangeDoesNotReachTheOrigin() {
        String old = "Request-Range: bytes=0-" + ",0-".repeat(1000) + "\r\n";
        assertThat(proxy.takes(Messages.getWith(old)).fields().all("Request-Range"))
                .isEmpty();
    }

    /** CVE-2017-7529: positions whose sum overflowed nginx. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=",
                "bytes",
                "bytes=,",
                "bytes=0-1,",
                "bytes=-",
                "bytes=a-b",
                "bytes=5",
                "bytes=5-2",
                "bytes=0--1",
                "bytes=+0-1",
                "bytes=0x0-1",
                "bytes=0 - 1",
                "bytes = 0-1",
                "bytes=0-18446744073709551616",
                "bytes=18446744073709551616-",
                "bytes=-9223372036854775808",
                "bytes=-18446744073709551615,-1",
                "=0-1",
                ""
            })
    void malformedRangeIsRefused(String value) {
        proxy.refuses(416, "bad_range", range(value));
    }

    @Test
    void twoRangeFieldsAreRefused() {
        proxy.refuses(416, "bad_range", Messages.getWith("Range: bytes=0-1\r\nrange: bytes=0-1\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-499",
                "bytes=500-",
                "bytes=-500",
                "BYTES=0-0,-1",
                "bytes= 0-1 , 5-6",
                "bytes=0-0,0-0",
                "bytes=0-999999999999999999",
                "lines=1..2"
            })
    void legalRangeReachesTheOriginAsSent(String value) {
        assertThat(proxy.takes(range(value)).field("Range")).isEqualTo(value);
    }

    @Test
    void asManyRangesAsAreAllowedReachTheOrigin() {
        String most = "bytes=0-0" + ",2-2".repeat(63);
        assertThat(proxy.takes(range(most)).field("Range")).isEqualTo(most);
    }
}
