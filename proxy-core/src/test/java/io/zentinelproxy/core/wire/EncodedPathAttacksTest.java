package io.zentinelproxy.core.wire;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What origins disagree on in a path has no one form and is refused: CVE-2021-41773, CVE-2021-29492, CVE-2019-9901, CVE-2000-0884. Nothing
 * reaches the origin, the connection is closed, the log says {@code bad_target} and it is counted.
 */
class EncodedPathAttacksTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    private static void isRefused(String target) {
        proxy.refuses(400, "bad_target", "GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../x",
                "/../",
                "/./..",
                "//..",
                "/a/../../x",
                "/a/b/../../../etc/passwd",
                "/%2e%2e/x",
                "/%2E./x",
                "/a/%2e%2e/%2e%2e/x",
                "/a/.%2E//../x",
                "http://a.test/../x",
                "/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd"
            })
    void pathThatLeadsAboveItsRootIsRefused(String target) {
        isRefused(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2Fb",
                "/a%2fb",
                "/admin%2F",
                "/a%2f..%2fb",
                "/%2f%2fevil.test",
                "/a%5Cb",
                "/a%5cb",
                "/..%5c..%5cx",
                "/a\\b",
                "http://a.test/a%2Fb"
            })
    void slashAndBackslashInDisguiseAreRefused(String target) {
        isRefused(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%00",
                "/a%00.html",
                "/a%0D%0AX:%20y",
                "/a%0a",
                "/a%0d",
                "/%01",
                "/%08",
                "/%0b",
                "/%0c",
                "/%1b[31m",
                "/%1F",
                "/%7f",
                "/%7F"
            })
    void encodedControlsAreRefused(String target) {
        isRefused(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/a%", "/%4", "/%zz", "/%4g", "/%%41", "/%u0041", "/%-1", "/%?41", "/a%/b"})
    void percentSignThatEncodesNothingIsRefused(String target) {
        isRefused(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Overlong: a slash, a dot, NUL.
                "/a%c0%afb",
                "/%c0%ae%c0%ae/x",
                "/%C1%9C",
                "/%e0%80%af",
                "/%e0%9f%bf",
                "/%f0%80%80%af",
                "/%f0%8f%bf%bf",
                "/%c0%80",
                // Surrogates, and beyond the last character.
                "/%ed%a0%80",
                "/%ed%bf%bf",
                "/%f4%90%80%80",
                "/%f5%80%80%80",
                "/%f8%88%80%80%80",
                // Pieces of characters.
                "/%80",
                "/%bf/a",
                "/%c3",
                "/%c3/%a9",
                "/%c3a9",
                "/%c3%",
                "/%c3%28",
                "/%e2%82",
                "/%e2%82x%ac",
                "/%f0%9f%98",
                "/%e9",
                "/%ff%fe"
            })
    void octetsThatAreNoUtf8AreRefused(String target) {
        isRefused(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..;/x",
                "/a/..;/b",
                "/a/..;x=1/b",
                "/a/.;/b",
                "/a/.;x",
                "/a/..;",
                "/a/%2e%2e;/b",
                "/a/..%3b/b",
                "/a/..%3Bx/b",
                "/a/x;../b",
                "/a/;/../b/;/c",
                "/;/admin",
                "/a/;x=1/b"
            })
    void dotsAndEmptySegmentsBehindParametersAreRefused(String target) {
        isRefused(target);
    }
}
