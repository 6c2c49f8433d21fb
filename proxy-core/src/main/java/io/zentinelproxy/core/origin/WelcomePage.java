package io.zentinelproxy.core.origin;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code /} says: where the reader is and what to try, as HTML for browsers and as text for the rest. */
final class WelcomePage {

    /** A command may be shown with the client's own Host only if that is nothing but a host and port. */
    private static final Pattern PLAIN_HOST =
            Pattern.compile("[A-Za-z0-9.\\-]+(:[0-9]+)?|\\[[0-9A-Fa-f:.]+](:[0-9]+)?");

    private static final Pattern REFUSES = Pattern.compile(";\\s*q=0(\\.0*)?\\s*$", Pattern.CASE_INSENSITIVE);

    private WelcomePage() {}

    /** Only a client that names text/html gets HTML: curl's {@code *}{@code /*} is a terminal, not a browser. */
    static boolean wantsHtml(@Nullable List<String> accept) {
        return accept != null
                && accept.stream()
                        .flatMap(value -> Pattern.compile(",").splitAsStream(value))
                        .anyMatch(WelcomePage::isHtml);
    }

    private static boolean isHtml(String mediaRange) {
        String type = mediaRange.split(";", 2)[0].strip();
        return type.equalsIgnoreCase("text/html")
                && !REFUSES.matcher(mediaRange).find();
    }

    static byte[] html(HttpExchange exchange) {
        return fill(HTML, exchange);
    }

    static byte[] text(HttpExchange exchange) {
        return fill(TEXT, exchange);
    }

    private static byte[] fill(String page, HttpExchange exchange) {
        return page.replace("{base}", base(exchange)).getBytes(StandardCharsets.UTF_8);
    }

    private static String base(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        String scheme = "https".equals(exchange.getRequestHeaders().getFirst("X-Forwarded-Proto")) ? "https" : "http";
        return scheme + "://" + (host != null && PLAIN_HOST.matcher(host).matches() ? host : "localhost");
    }

    private static final String TEXT = """
            This is the echo origin of Zentinel, a reverse proxy and inference gateway.
            It answers what you ask and tells you what arrived here. Try:

              curl {base}/anything -d 'and a body'            the request, as it arrived, in JSON
              curl -i {base}/status/503                       any status
              curl {base}/bytes/1048576 | sha256sum           so many octets
              curl -N {base}/stream/20                        a line every 50 ms
              curl {base}/delay/2000                          an answer, late
            """;

    private static final String HTML = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Zentinel: echo origin</title>
            <style>
              body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark; }
              code, pre { font: .95rem/1.6 ui-monospace, monospace; }
              pre { overflow-x: auto; padding: 1rem; border: 1px solid #8884; border-radius: .5rem; }
              li { margin: .3rem 0; }
            </style>
            <h1>It works.</h1>
            <p>This page comes from the echo origin of <strong>Zentinel</strong>, a reverse proxy and inference gateway.
            It answers what you ask and tells you what arrived here.</p>
            <ul>
              <li><a href="/anything?you=like">/anything?you=like</a>: the request, as it arrived, in JSON</li>
              <li><a href="/status/503">/status/503</a>: any status</li>
              <li><a href="/bytes/1048576">/bytes/1048576</a>: so many octets</li>
              <li><a href="/stream/20">/stream/20</a>: a line every 50 ms</li>
              <li><a href="/delay/2000">/delay/2000</a>: an answer, late</li>
            </ul>
            <pre>curl {base}/anything -d 'and a body'
            curl -N {base}/stream/20</pre>
            </html>
            """;
}
