package io.zentinelproxy.core.origin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import io.zentinelproxy.core.json.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An origin that answers what it is asked: {@code /} is a page; {@code /status/503}, {@code /bytes/1048576}, {@code /stream/20} and
 * {@code /delay/2000} do what they say, for every method; everything else is told back as JSON.
 */
public final class EchoOrigin implements AutoCloseable {

    /** Octets of content repeated in an echo; more is counted and hashed, but not repeated. */
    public static final int MAX_ECHOED_OCTETS = 1 << 20;

    /** Octets of {@code /bytes/N}: 10 GiB. */
    public static final long MAX_BYTES = 10L << 30;

    /** Chunks of {@code /stream/N}: a minute of them. */
    public static final int MAX_CHUNKS = 1200;

    /** Milliseconds of {@code /delay/N}. */
    public static final int MAX_DELAY_MS = 60_000;

    private static final int CHUNK_INTERVAL_MS = 50;
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final Pattern ORDER = Pattern.compile("/(status|bytes|stream|delay)/([0-9]{1,18})");

    private final OriginServer server;

    private EchoOrigin(OriginServer server) {
        this.server = server;
    }

    /** Starts one. @throws IOException if the address cannot be bound */
    public static EchoOrigin start(InetSocketAddress address) throws IOException {
        return new EchoOrigin(OriginServer.start(address, "echo-origin", EchoOrigin::answer));
    }

    /** The address it is bound to, with the real port. */
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Matcher order = ORDER.matcher(path == null ? "" : path);
        if (order.matches()) {
            obey(new Answer(exchange), order.group(1), Long.parseLong(order.group(2)));
        } else if ("/".equals(path) && isRetrieval(exchange)) {
            welcome(exchange);
        } else {
            byte[] echo = Json.write(Echo.of(exchange, MAX_ECHOED_OCTETS));
            new Answer(exchange).send(200, "application/json", echo);
        }
    }

    private static boolean isRetrieval(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET")
                || exchange.getRequestMethod().equals("HEAD");
    }

    private static void welcome(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Vary", "Accept");
        if (WelcomePage.wantsHtml(exchange.getRequestHeaders().get("Accept"))) {
            new Answer(exchange).send(200, "text/html; charset=utf-8", WelcomePage.html(exchange));
        } else {
            new Answer(exchange).send(200, PLAIN, WelcomePage.text(exchange));
        }
    }

    private static void obey(Answer answer, String verb, long number) throws IOException {
        switch (verb) {
            case "status" -> status(answer, number);
            case "bytes" -> bytes(answer, number);
            case "stream" -> stream(answer, number);
            case "delay" -> delay(answer, number);
            default -> throw new IllegalStateException(verb);
        }
    }

    private static void status(Answer answer, long status) throws IOException {
        if (status < 200 || status > 599) {
            refuse(answer, "a final status is 200 to 599");
        } else {
            answer.send((int) status, PLAIN, ("status " + status + "\n").getBytes(US_ASCII));
        }
    }

    private static void bytes(Answer answer, long octets) throws IOException {
        if (octets > MAX_BYTES) {
            refuse(answer, "at most " + MAX_BYTES + " octets");
        } else {
            answer.send(200, "application/octet-stream", octets, out -> OctetPattern.write(out, octets));
        }
    }

    private static void stream(Answer answer, long chunks) throws IOException {
        if (chunks > MAX_CHUNKS) {
            refuse(answer, "at most " + MAX_CHUNKS + " chunks");
        } else {
            answer.stream(200, PLAIN, out -> writeChunks(out, chunks));
        }
    }

    private static void writeChunks(OutputStream out, long chunks) throws IOException {
        for (long i = 1; i <= chunks; i++) {
            out.write(("chunk " + i + " of " + chunks + "\n").getBytes(US_ASCII));
            out.flush();
            if (i < chunks) {
                pause(CHUNK_INTERVAL_MS);
            }
        }
    }

    private static void delay(Answer answer, long millis) throws IOException {
        if (millis > MAX_DELAY_MS) {
            refuse(answer, "at most " + MAX_DELAY_MS + " ms");
            return;
        }
        pause(millis);
        answer.send(200, PLAIN, ("answered after " + millis + " ms\n").getBytes(US_ASCII));
    }

    private static void refuse(Answer answer, String reason) throws IOException {
        answer.send(400, PLAIN, (reason + "\n").getBytes(US_ASCII));
    }

    private static void pause(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("origin closed");
        }
    }
}
