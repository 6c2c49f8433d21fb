package io.zentinelproxy.inference.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;

/** Server-sent events (HTML standard, section 9.2). Each event is one write and is flushed at once: readers wait for words. */
final class EventStream {

    static final String MEDIA_TYPE = "text/event-stream; charset=utf-8";

    private final OutputStream out;

    EventStream(OutputStream out) {
        this.out = out;
    }

    /** An event without a name, as OpenAI sends them. */
    void data(JsonObject data) throws IOException {
        send("data: " + Json.text(data) + "\n\n");
    }

    /** An event whose name repeats the {@code type} of its data, as Anthropic sends them. */
    void named(String type, JsonObject data) throws IOException {
        send("event: " + type + "\ndata: " + Json.text(data) + "\n\n");
    }

    /** OpenAI's end of the stream, which is not JSON. */
    void done() throws IOException {
        send("data: [DONE]\n\n");
    }

    private void send(String event) throws IOException {
        out.write(event.getBytes(UTF_8));
        out.flush();
    }
}
