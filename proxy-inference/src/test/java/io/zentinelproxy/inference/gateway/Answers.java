package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.testkit.TestOrigin;

/** Answers of origins that need no model. */
final class Answers {
    private Answers() {}

    /** Tells this usage with every answer, in OpenAI's words. */
    static TestOrigin chat(long input, long output) {
        return TestOrigin.answering(json(200, chatBody(input, output, 0)));
    }

    /** The same where some of the input was cached. */
    static TestOrigin chat(long input, long output, long cached) {
        return TestOrigin.answering(json(200, chatBody(input, output, cached)));
    }

    static String chatBody(long input, long output, long cached) {
        return """
                {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop",\
                "message":{"role":"assistant","content":"Hi."}}],"usage":{"prompt_tokens":%d,"completion_tokens":%d,\
                "total_tokens":%d,"prompt_tokens_details":{"cached_tokens":%d}}}""".formatted(input, output, input + output, cached);
    }

    /** Tells this usage with every answer, in Anthropic's words. */
    static TestOrigin messages(long input, long output, long cached, long written) {
        return TestOrigin.answering(json(200, """
                {"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi."}],\
                "stop_reason":"end_turn","usage":{"input_tokens":%d,"output_tokens":%d,"cache_read_input_tokens":%d,\
                "cache_creation_input_tokens":%d}}""".formatted(input, output, cached, written)));
    }

    static String json(int status, String body) {
        return "HTTP/1.1 " + status + " Some\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    /** The head of a stream of events. */
    static String streamHead() {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    /** One chunk with an event that tells some text. */
    static String delta(String text) {
        return chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n");
    }

    static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
