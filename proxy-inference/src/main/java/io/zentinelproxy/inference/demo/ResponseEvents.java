package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;

/** Events of one response, each with the number of its place. */
final class ResponseEvents {
    private final EventStream out;
    private final Pace pace;
    private int sequence;

    ResponseEvents(EventStream out, Pace pace) {
        this.out = out;
        this.pace = pace;
    }

    void send(String type, String member, JsonValue value) throws IOException {
        send(type, JsonObject.with("type", type).and(member, value));
    }

    void send(String type, JsonObject.Builder event) throws IOException {
        out.named(type, event.and("sequence_number", sequence).build());
        sequence++;
    }

    void pause() throws IOException {
        pace.pause();
    }
}
