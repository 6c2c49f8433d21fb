package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Field lines that two parsers read differently: RFC 9112 sections 2.2 and 5, RFC 9110 section 5. */
class FieldAttacksTest {

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
                "Name : v", "Name\t: v", ": v", "no colon", "Na me: v", "Na\tme: v", "Na\0me: v", "Na\u0001me: v",
                        "N\u00e4me: v",
                "Na(me: v", "Na@me: v", "Na\"me: v", "Na/me: v", "Na[me]: v", "Na{me: v", "Na\u007fme: v", "Na;me: v",
                        "Na=me: v"
            })
    void fieldNameThatIsNoTokenIsRefused(String line) {
        proxy.refuses(400, "bad_field", Messages.getWith(line + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\rb", "\rb", "a\r", "a\u0001b", "a\u007fb", "a\u000bb", "a\u001bb", "\0"})
    void controlOctetsInAFieldValueAreRefused(String value) {
        proxy.refuses(400, "bad_field", Messages.getWith("X: " + value + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: a\nY: b\r\n", "X: a\n", "\nX: a\r\n", "X: a\r\n\nY: b\r\n"})
    void bareLineFeedIsRefused(String lines) {
        proxy.refuses(400, "bad_field", Messages.getWith(lines));
    }

    @Test
    void headEndedByBareLineFeedsIsRefused() {
        proxy.refuses(400, "bad_field", "GET / HTTP/1.1\r\nHost: a.test\r\nX: y\n\n");
        proxy.refuses(400, "bad_field", "GET / HTTP/1.1\r\nHost: a.test\r\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: a\r\n b\r\n", "X: a\r\n\tb\r\n", "X:\r\n b\r\n", "X: a\r\n \r\n"})
    void foldedFieldLineIsRefused(String lines) {
        proxy.refuses(400, "bad_field", Messages.getWith(lines));
    }

    @Test
    void blankBeforeTheFirstFieldIsRefused() {
        proxy.refuses(400, "bad_field", "GET / HTTP/1.1\r\n Host: a.test\r\n\r\n");
        proxy.refuses(400, "bad_field", "GET / HTTP/1.1\r\n\tX: y\r\nHost: a.test\r\n\r\n");
    }

    @Test
    void legalFieldsReachTheOriginAsSent() {
        var request = proxy.takes(Messages.getWith(
                "X-Empty:\r\nx-many: 1\r\nX-Many:\t2 \t\r\nX-\u0021#$%&'*+.^_`|~: a\tb, \u00e9\u0080\u00ff\r\n"));
        assertThat(request.field("X-Empty")).isEmpty();
        assertThat(request.fields().all("X-Many")).containsExactly("1", "2");
        assertThat(request.field("X-!#$%&'*+.^_`|~")).isEqualTo("a\tb, \u00e9\u0080\u00ff");
        assertThat(request.head()).contains("x-many: 1\r\n");
    }
}
