package io.zentinelproxy.launcher.selftest;

import java.util.List;

/** What the self-test asks, by kind of listener. The configuration that goes with it is {@code self-test.kdl}. */
final class Checks {
    private static final int LARGE = 70_000;

    /** A listener that speaks HTTP/1.1: forwarding in every framing, and the refusals that the proxy itself answers. */
    static final List<Check> TRAFFIC = List.of(
            Check.of("page", "GET", "/", 200, "Via: 1.1 zentinel"),
            Check.of("echo", "GET", "/hello?name=you", 200, "\"x-forwarded-for\""),
            Check.of("head", "HEAD", "/bytes/1024", 200, "Content-Length: 1024"),
            Check.of("chunked-answer", "GET", "/stream/2", 200, "chunk 2 of 2"),
            Check.of("long-answer", "GET", "/bytes/300000", 200, "Content-Length: 300000"),
            Check.post("content", "/form", "a=1&b=2", 200, "a=1&b=2"),
            Check.post("long-content", "/upload", "x".repeat(LARGE), 200, "\"octets\":" + LARGE),
            new Check("chunked-content", chunked("/upload"), 200, "hello world"),
            new Check("expect", expecting("/upload"), 200, "waited"),
            Check.of("put", "PUT", "/thing", 200, "\"PUT\""),
            Check.of("delete", "DELETE", "/thing", 200, "\"DELETE\""),
            Check.of("options", "OPTIONS", "/thing", 200, "\"OPTIONS\""),
            new Check("filtered", withOldField("/filtered"), 200, "\"x-new\""),
            Check.of("filtered-answer", "GET", "/filtered/bytes/1024", 200, "X-Set: by the self-test"),
            Check.of("rewritten", "GET", "/old/bytes/1024", 200, "Content-Length: 1024"),
            new Check(
                    "other-site",
                    Check.request("GET", "/old/hello", "Origin: https://a.example\r\n"),
                    200,
                    "Access-Control-Allow-Origin"),
            Check.of("redirected", "GET", "/moved/here?a=1", 301, "/new/here?a=1"),
            Check.of("builtin-health", "GET", "/builtin/health", 200, "healthy"),
            Check.of("builtin-metrics", "GET", "/builtin/metrics", 200, "zentinel_requests_total"),
            Check.of("no-content", "GET", "/status/204", 204, ""),
            Check.of("not-found-there", "GET", "/status/404", 404, "status 404"),
            Check.of("failing-origin", "GET", "/status/503", 503, "status 503"),
            Check.of("no-route", "PATCH", "/thing", 404, "HTTP/1.1 404"),
            Check.of("dead-origin", "GET", "/dead/", 502, "HTTP/1.1 502"),
            new Check("old-client", "GET /hello HTTP/1.0\r\nHost: old.example\r\n\r\n", 200, "Connection: close"),
            Check.of("dot-segments", "GET", "/../etc/passwd", 400, "HTTP/1.1 400"),
            new Check("no-host", "GET / HTTP/1.1\r\n\r\n", 400, "HTTP/1.1 400"),
            new Check("two-framings", twoFramings(), 400, "HTTP/1.1 400"),
            Check.of("long-target", "GET", "/" + "t".repeat(9000), 414, "HTTP/1.1 414"),
            new Check("large-head", Check.request("GET", "/", "X: " + "f".repeat(9000) + "\r\n"), 431, "431"),
            new Check("too-much-content", Check.request("POST", "/", "Content-Length: 999999999\r\n"), 413, "413"));

    /** The admin server. */
    static final List<Check> ADMIN = List.of(
            new Check("metrics", admin("GET", "/metrics"), 200, "zentinel_requests_total"),
            new Check("health", admin("GET", "/healthz"), 200, "ok"),
            new Check("readiness", admin("GET", "/readyz"), 200, "ready"),
            new Check("no-page", admin("GET", "/nothing"), 404, ""),
            new Check("admin-post", admin("POST", "/metrics"), 405, "Allow: GET, HEAD"));

    private Checks() {}

    private static String withOldField(String target) {
        return Check.request("GET", target, "X-Old: value\r\nX-Gone: value\r\n");
    }

    private static String chunked(String target) {
        return Check.request("POST", target, "Transfer-Encoding: chunked\r\n")
                + "6\r\nhello \r\n5;note=x\r\nworld\r\n0\r\n\r\n";
    }

    /** Sends the content without waiting for 100 (Continue), as RFC 9110 section 10.1.1 allows. */
    private static String expecting(String target) {
        return Check.request("POST", target, "Expect: 100-continue\r\nContent-Length: 6\r\n") + "waited";
    }

    private static String twoFramings() {
        return Check.request("POST", "/", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n";
    }

    private static String admin(String method, String target) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
}
