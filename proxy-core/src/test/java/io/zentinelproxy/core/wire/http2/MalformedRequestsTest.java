package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.zentinelproxy.core.testkit.h2.HpackBlock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that RFC 9113 sections 8.1 to 8.3 call malformed: each ends its stream with PROTOCOL_ERROR, reaches nobody, is told once, and
 * leaves the connection as it is.
 */
class MalformedRequestsTest {
    private static AttackedH2Proxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedH2Proxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    private static HpackBlock with(String... fields) {
        return HpackBlock.request("GET", "/", fields);
    }

    /** Section 8.2.1: a name is a token in lower case. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "X", "x-Upper", "HOST", "a b", " a", "a ", "a\t", "a:", "a:b", "a\rb", "a\nb", "a\r\nb", "a\0b",
                "\0", "a\u007f", "a\u0001", "\u00e4", "a\u00ff", "a(b)", "a,b", "a/b", "a;b", "a<b", "a=b", "a?b",
                "a@b", "a[b", "a\\b", "a{b", "a\"b"
            })
    void aNameThatIsNoTokenInLowerCaseIsMalformed(String name) {
        assertThat(proxy.resets("the name " + visible(name), with(name, "v"))).isEqualTo("bad_field");
    }

    /** Section 8.2.1: no NUL, CR, LF anywhere, no blank at either end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "a\0b",
                "a\rb",
                "a\nb",
                "a\r\nb: c",
                "\ra",
                "a\r",
                "\na",
                "a\n",
                " a",
                "a ",
                "\ta",
                "a\t",
                " ",
                "a\r\n\r\nGET / HTTP/1.1",
                "a\u0001b",
                "a\u007fb",
                "a\u000bb",
                "a\u001bb"
            })
    void aValueWithControlsOrOuterBlanksIsMalformed(String value) {
        assertThat(proxy.resets("the value " + visible(value), with("x", value)))
                .isEqualTo("bad_field");
    }

    /** Section 8.2.2: fields of one connection, which HTTP/2 does without. */
    static Stream<Arguments> connectionFields() {
        return Stream.of(
                arguments("connection", "close"),
                arguments("connection", "keep-alive"),
                arguments("connection", ""),
                arguments("connection", "x-forwarded-for"),
                arguments("keep-alive", "timeout=5"),
                arguments("proxy-connection", "keep-alive"),
                arguments("transfer-encoding", "chunked"),
                arguments("transfer-encoding", "identity"),
                arguments("transfer-encoding", ""),
                arguments("upgrade", "websocket"),
                arguments("upgrade", "h2c"),
                arguments("te", "gzip"),
                arguments("te", "trailers, gzip"),
                arguments("te", "trailers;q=1"),
                arguments("te", "chunked"));
    }

    @ParameterizedTest
    @MethodSource("connectionFields")
    void fieldsOfAConnectionAreMalformed(String name, String value) {
        proxy.resets(name + ": " + value, with(name, value));
    }

    @ParameterizedTest
    @MethodSource("connectionFields")
    void fieldsOfAConnectionAreMalformedWithContentAsWell(String name, String value) {
        proxy.resets(
                name + ": " + value,
                client -> client.open("POST", "/", name, value, "content-length", "3")
                        .data("abc", true));
    }

    static Stream<Arguments> pseudoFields() {
        String[] method = {":method", "GET"};
        String[] scheme = {":scheme", "http"};
        String[] authority = {":authority", "a.test"};
        String[] path = {":path", "/"};
        return Stream.of(
                arguments("nothing at all", HpackBlock.of()),
                arguments("no :method", block(scheme, authority, path)),
                arguments("no :scheme", block(method, authority, path)),
                arguments("no :path", block(method, scheme, authority)),
                arguments("two :method", block(method, method, scheme, authority, path)),
                arguments(
                        "two different :method",
                        block(method, scheme, authority, path).fields(":method", "POST")),
                arguments("two :scheme", block(method, scheme, scheme, authority, path)),
                arguments("two :authority", block(method, scheme, authority, authority, path)),
                arguments(
                        "two different :authority",
                        block(method, scheme, authority, path).fields(":authority", "b.test")),
                arguments("two :path", block(method, scheme, authority, path, path)),
                arguments(
                        "two different :path",
                        block(method, scheme, authority, path).fields(":path", "/admin")),
                arguments("unknown", block(method, scheme, authority, path).fields(":x", "y")),
                arguments(
                        "a colon alone", block(method, scheme, authority, path).fields(":", "y")),
                arguments("of an answer", block(method, scheme, authority, path).fields(":status", "200")),
                arguments(
                        ":protocol without CONNECT",
                        block(method, scheme, authority, path).fields(":protocol", "websocket")),
                arguments("in upper case", block(scheme, authority, path).fields(":METHOD", "GET")),
                arguments(
                        "after a field",
                        HpackBlock.of("x", "y")
                                .raw(block(method, scheme, authority, path).octets())),
                arguments(
                        ":path after a field", block(method, scheme, authority).fields("x", "y", ":path", "/")),
                arguments(
                        ":authority after a field",
                        block(method, scheme, path).fields("x", "y", ":authority", "a.test")));
    }

    private static HpackBlock block(String[]... fields) {
        HpackBlock block = new HpackBlock();
        for (String[] field : fields) {
            block.fields(field);
        }
        return block;
    }

    /** Section 8.3. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("pseudoFields")
    void pseudoFieldsMustBeThoseOfARequestEachOnceAndFirst(String what, HpackBlock block) {
        proxy.resets(what, block);
    }

    /** Section 8.3.1: CVE-2021-33193, H2.X of Kettle 2021. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET ",
                " GET",
                "GET / HTTP/1.1",
                "GET\r\nX: y",
                "GET\0",
                "G T",
                "G\tT",
                "G(T",
                "G:T",
                "G\u00e9T",
                "\u007f",
                "GET,POST"
            })
    void aMethodThatIsNoTokenIsMalformed(String method) {
        proxy.resets("the method " + visible(method), HpackBlock.request(method, "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "*",
                "?x",
                "#",
                "/#frag",
                "/a#b",
                "/ HTTP/1.1",
                "/a b",
                "/a\tb",
                "/a\rb",
                "/a\nb",
                "/ HTTP/1.1\r\nX: y",
                "/a\0b",
                "/a\\b",
                "/\u00e9",
                "/\u0080",
                "/a\u0001",
                "/a\u007f",
                "http://a.test/",
                "https://a.test/x",
                "a.test:80",
                " /",
                "/ "
            })
    void aPathThatIsNoOriginFormIsMalformed(String path) {
        proxy.resets("the path " + visible(path), HpackBlock.request("GET", path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http\r\nX: y", "http ", "ht tp", "1http", "http://a.test/", "h\0", "http:", "\u00e9"})
    void aSchemeThatIsNoneIsMalformed(String scheme) {
        proxy.resets(
                "the scheme " + visible(scheme),
                HpackBlock.of(":method", "GET", ":scheme", scheme, ":authority", "a.test", ":path", "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user@a.test",
                "user:pw@a.test",
                "@a.test",
                "a b",
                "a.test/x",
                "a.test?x",
                "a.test#x",
                "a.test:x",
                "a.test:99999",
                "a.test:-1",
                "a.test:80:80",
                "a.test:",
                "http://a.test",
                "a\\b",
                "[::1",
                "::1",
                "[zz]",
                "a\u00e9.test",
                "a\0",
                "a\t.test",
                "a\r\nX: y",
                "a, b",
                "a..b",
                ".",
                "<a>",
                "[::1%25eth0]"
            })
    void anAuthorityThatIsNoneIsMalformed(String authority) {
        proxy.resets(
                "the authority " + visible(authority),
                HpackBlock.of(":method", "GET", ":scheme", "http", ":authority", authority, ":path", "/"));
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                arguments("another host", with("host", "b.test")),
                arguments("another port", with("host", "a.test:8080")),
                arguments("an empty host", with("host", "")),
                arguments("a host that is none", with("host", "a/b")),
                arguments("userinfo", with("host", "user@a.test")));
    }

    /** Section 8.3.1: a Host that is not the authority is a second opinion on which site is asked. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("hosts")
    void hostThatIsNotTheAuthorityIsMalformed(String what, HpackBlock block) {
        proxy.resets(what, block);
    }

    /** What RFC 9113 leaves open, and RFC 9112 section 3.2 does not. */
    @Test
    void noHostOrTwoAreRefused() {
        assertThat(proxy.refuses("no host", HpackBlock.of(":method", "GET", ":scheme", "http", ":path", "/")))
                .isEqualTo("bad_host");
        assertThat(proxy.refuses("two hosts that agree", with("host", "a.test", "host", "a.test")))
                .isEqualTo("bad_host");
        assertThat(proxy.refuses("two hosts that do not", with("host", "a.test", "host", "b.test")))
                .isEqualTo("bad_host");
    }

    static String visible(String octets) {
        return octets.codePoints()
                .mapToObj(
                        point -> point > 0x20 && point < 0x7f ? Character.toString(point) : "\\x%02x".formatted(point))
                .collect(java.util.stream.Collectors.joining());
    }
}
