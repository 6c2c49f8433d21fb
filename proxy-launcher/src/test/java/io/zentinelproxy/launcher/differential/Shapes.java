package io.zentinelproxy.launcher.differential;

import io.zentinelproxy.launcher.differential.Draft.Line;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The valid requests that mutations begin with. */
final class Shapes {
    private static final Line HOST = Line.of("Host", "example.org");
    private static final List<Supplier<Draft>> ALL = List.of(
            () -> Draft.of("GET", "/", HOST),
            () -> Draft.of(
                    "GET", "/a/b/c.html?x=1&y=%20z", HOST, Line.of("Accept", "*/*"), Line.of("Cookie", "a=b; c=d")),
            () -> Draft.of(
                    "GET",
                    "/caf%C3%A9/;p=1/~user",
                    Line.of("Host", "example.org:8080"),
                    Line.of("X-Long", "v".repeat(300))),
            () -> Draft.of("HEAD", "/head", HOST),
            () -> Draft.of("DELETE", "/item/7", HOST),
            () -> Draft.of("OPTIONS", "/any", HOST),
            () -> Draft.of("GET", "http://example.org/absolute?q", HOST),
            () -> Draft.of("GET", "/old", HOST).version("HTTP/1.0"),
            () -> Draft.of("GET", "/kept", HOST, Line.of("Connection", "keep-alive"))
                    .version("HTTP/1.0"),
            () -> Draft.of("GET", "/last", HOST, Line.of("Connection", "close, X-Gone"), Line.of("X-Gone", "1")),
            () -> Draft.of("POST", "/form", HOST, Line.of("Content-Type", "text/plain"))
                    .with("Content-Length", "11", "hello=world"),
            () -> Draft.of("POST", "/empty", HOST).with("Content-Length", "0", ""),
            () -> Draft.of("PUT", "/file", HOST).with("Content-Length", "300", "0123456789".repeat(30)),
            () -> Draft.of("PATCH", "/part", HOST)
                    .with("Transfer-Encoding", "chunked", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
            () -> Draft.of("POST", "/chunks", HOST)
                    .with(
                            "Transfer-Encoding",
                            "chunked",
                            "4;ext=1\r\nwiki\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n"),
            () -> Draft.of("POST", "/inner", HOST)
                    .with(
                            "Content-Length",
                            "44",
                            "GET /smuggled HTTP/1.1\r\nHost: evil.example\r\n\r\n".substring(0, 44)),
            () -> Draft.of("POST", "/expecting", HOST, Line.of("Expect", "100-continue"))
                    .with("Content-Length", "4", "body"),
            () -> Draft.of("POST", "/old", HOST)
                    .with("Content-Length", "3", "abc")
                    .version("HTTP/1.0"));

    private Shapes() {}

    static Draft any(Random random) {
        return ALL.get(random.nextInt(ALL.size())).get();
    }
}
