package io.zentinelproxy.launcher.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/** Hands Tomcat's requests to the pages and their answers back. Runs on the connector's threads. */
final class PagesAdapter implements Adapter {
    private static final int FIRST_ERROR_STATUS = 400;

    private final AdminPages pages;

    PagesAdapter(AdminPages pages) {
        this.pages = pages;
    }

    @Override
    public void service(Request request, Response response) throws IOException {
        Page page = page(request, response);
        if (!hasContent(request)) {
            write(page, response);
            return;
        }
        Page refusal = page.status() < FIRST_ERROR_STATUS ? Page.text(413, "no content is taken here") : page;
        response.setStatus(refusal.status());
        // Waiting for the content, to reuse the connection, would let two slow clients hold both threads: it closes
        // instead.
        response.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        write(refusal, response);
    }

    private Page page(Request request, Response response) {
        if (response.getStatus() >= FIRST_ERROR_STATUS) {
            return Page.text(response.getStatus(), "the request is malformed");
        }
        return pages.answer(
                request.getMethod(),
                text(request.serverName()),
                text(request.requestURI()),
                text(request.queryString()));
    }

    private static boolean hasContent(Request request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static String text(MessageBytes span) {
        String text = span.toString();
        return text == null ? "" : text;
    }

    private static void write(Page page, Response response) throws IOException {
        byte[] content = page.content().getBytes(StandardCharsets.UTF_8);
        response.setStatus(page.status());
        response.setContentTypeNoCharset(page.contentType());
        response.setContentLength(content.length);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (!page.allow().isEmpty()) {
            response.setHeader("Allow", page.allow());
        }
        response.doWrite(ByteBuffer.wrap(content));
    }

    @Override
    public boolean prepare(Request request, Response response) {
        return true;
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status) {
        throw new IllegalStateException("nothing here is answered asynchronously");
    }

    /** Called for requests that were refused before {@link #service}: they have no place in the access log of the traffic. */
    @Override
    public void log(Request request, Response response, long time) {}

    @Override
    public void checkRecycled(Request request, Response response) {}

    /** No domain: nothing is registered with JMX. */
    @Override
    public @Nullable String getDomain() {
        return null;
    }
}
