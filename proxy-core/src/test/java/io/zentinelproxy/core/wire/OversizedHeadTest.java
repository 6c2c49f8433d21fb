package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.Piece;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The limits on a head stop the reading: the answer comes although the rest was never taken. RFC 6585 section 5. */
class OversizedHeadTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy(Piece.limits("max-header-size 2048\nmax-header-count 10"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @Test
    void requestLineOverTheLimitIsTooLong() {
        proxy.refuses(414, "target_too_long", Messages.get("/" + "a".repeat(2100)));
        proxy.refuses(414, "target_too_long", Messages.get("/" + "a".repeat(64 * 1024)));
    }

    @Test
    void requestLineWithoutEndIsTooLong() {
        proxy.refuses(414, "target_too_long", "GET /" + "a".repeat(1 << 20));
    }

    @Test
    void endlessMethodIsRefused() {
        proxy.refusesWithOneOf(Set.of(400, 414, 501), "A".repeat(1 << 20));
    }

    @Test
    void oneFieldOverTheLimitIsTooLarge() {
        proxy.refuses(431, "head_too_large", Messages.getWith("X: " + "a".repeat(2100) + "\r\n"));
        proxy.refuses(431, "head_too_large", Messages.getWith("X: " + "a".repeat(1 << 20) + "\r\n"));
    }

    @Test
    void fieldWithoutEndIsTooLarge() {
        proxy.refuses(431, "head_too_large", "GET / HTTP/1.1\r\nHost: a.test\r\nX: " + "a".repeat(1 << 20));
    }

    @Test
    void fieldsThatAreTooLargeOnlyTogetherAreRefused() {
        proxy.refuses(431, "head_too_large", Messages.getWith(("X: " + "a".repeat(490) + "\r\n").repeat(5)));
    }

    @Test
    void tooManyFieldsAreRefused() {
        proxy.refuses(431, "too_many_fields", Messages.getWith("X: y\r\n".repeat(10)));
        proxy.refuses(431, "too_many_fields", Messages.getWith("X: y\r\n".repeat(10_000)));
    }

    @Test
    void whatIsJustUnderTheLimitsIsTaken() {
        proxy.takes(Messages.get("/" + "a".repeat(1950)));
        proxy.takes(Messages.getWith("X: " + "a".repeat(1950) + "\r\n"));
        proxy.takes(Messages.getWith("X: y\r\n".repeat(9)));
    }
}
