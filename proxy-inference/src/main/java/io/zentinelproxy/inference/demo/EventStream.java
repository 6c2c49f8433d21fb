package io.zentinelproxy.inference.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Server-sent events (HTML standard, section 9.2). Each event is one write and is flushed at once: readers wait for words. Faults that concern
 * events happen here.
 */
final class EventStream {

    static final String MEDIA_TYPE = "text/event-stream; charset=utf-8";

    /** Those that come before a fault does. */
    static final int EVENTS_BEFORE_FAULT = 4;

    private static final String BAD_LINE = "data: {\"choices\":[{\"delta\":{\"con\n\n";
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final OutputStream out;
    private final DemoFault fault;
    private final JsonObject lateError;
    private final Runnable cut;
    private int events;

    /**
     * A stream.
     *
     * @param lateError the dialect's event for an error in mid-stream
     * @param cut breaks the connection
     */
    EventStream(OutputStream out, DemoFault fault, JsonObject lateError, Runnable cut) {
        this.out = out;
        this.fault = fault;
        this.lateError = lateError;
        this.cut = cut;
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
        if (events == EVENTS_BEFORE_FAULT) {
            fail();
        }
        events++;
        write(event);
    }

    private void write(String event) throws IOException {
        byte[] octets = event.getBytes(UTF_8);
        if (fault != DemoFault.SPLIT) {
            out.write(octets);
            out.flush();
            return;
        }
        for (byte octet : octets) {
            out.write(octet);
            out.flush();
        }
    }

    private void fail() throws IOException {
        switch (fault) {
            case CUT -> {
                cut.run();
                throw new IOException("cut, as was asked");
            }
            case STALL -> new Pace(FOR_EVER).pause();
            case LATE_ERROR -> {
                boolean named = lateError.get("type") != null;
                write((named ? "event: error\n" : "") + "data: " + Json.text(lateError) + "\n\n");
                throw new IOException("ended by an error, as was asked");
            }
            case BAD_LINE -> write(BAD_LINE);
            case NONE,
                    SPLIT,
                    NO_USAGE,
                    USAGE_ON_EVERY_CHUNK,
                    USAGE_TWICE,
                    RATE_LIMIT,
                    RATE_LIMIT_MS,
                    RATE_LIMIT_DATE,
                    RATE_LIMIT_BARE,
                    INSUFFICIENT_QUOTA,
                    OVERLOADED,
                    STATUS_529 -> {}
        }
    }
}
