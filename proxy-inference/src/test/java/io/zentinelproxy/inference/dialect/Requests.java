package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.model.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests of tests, as text. */
final class Requests {
    private Requests() {}

    static ModelRequest parse(Api api, String json) throws BadRequestException {
        byte[] octets = octets(json);
        return RequestParser.parse(api, octets, octets.length, RequestLimits.DEFAULT);
    }

    static List<PromptPart> prompt(Api api, String json) throws BadRequestException {
        return parse(api, json).prompt();
    }

    /** A chat whose member of this name is this. */
    static ModelRequest chat(String member, String value) throws BadRequestException {
        return parse(Api.CHAT_COMPLETIONS, "{\"model\":\"gpt-4o\",\"" + member + "\":" + value + "}");
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String at(String json, Span span) {
        return new String(octets(json), span.from(), span.to() - span.from(), StandardCharsets.UTF_8);
    }
}
