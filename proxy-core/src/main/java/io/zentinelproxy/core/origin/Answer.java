package io.zentinelproxy.core.origin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Sends one response with its framing right for HEAD and for the statuses without content (RFC 9110 sections 9.3.2, 15.3.5,
 * 15.4.5): their fields are those of the full response, their content is left out.
 */
public final class Answer {

    /** The JDK's word for "no content follows". */
    private static final long NO_CONTENT = -1;
    /** The JDK's word for "length unknown": chunked, or for HTTP/1.0 until the connection closes. */
    private static final long CHUNKED = 0;

    private final HttpExchange exchange;

    public Answer(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /** Writes content; it need not close the stream. */
    @FunctionalInterface
    public interface ContentWriter {
        /** @throws IOException if the client is gone: pass it on, the connection is then closed */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Sends content that is at hand. */
    public void send(int status, String contentType, byte[] content) throws IOException {
        send(status, contentType, content.length, out -> out.write(content));
    }

    /** Sends content of a known length in octets, written as it is made. */
    public void send(int status, String contentType, long length, ContentWriter writer) throws IOException {
        type(contentType);
        if (isHead()) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
        }
        boolean empty = length == 0 || withoutContent(status);
        write(status, empty ? NO_CONTENT : length, writer);
    }

    /** Sends content of unknown length: each flush of the writer is one chunk on the wire. */
    public void stream(int status, String contentType, ContentWriter writer) throws IOException {
        type(contentType);
        if (isHead()) {
            exchange.getResponseHeaders().set("Transfer-Encoding", "chunked");
        }
        write(status, CHUNKED, writer);
    }

    private void write(int status, long length, ContentWriter writer) throws IOException {
        if (isHead() || length == NO_CONTENT) {
            exchange.sendResponseHeaders(status, NO_CONTENT);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        try (OutputStream out = exchange.getResponseBody()) {
            writer.writeTo(out);
        }
    }

    private void type(String contentType) {
        exchange.getResponseHeaders().set("Content-Type", contentType);
    }

    private boolean isHead() {
        return exchange.getRequestMethod().equals("HEAD");
    }

    private static boolean withoutContent(int status) {
        return status == 204 || status == 205 || status == 304;
    }
}
