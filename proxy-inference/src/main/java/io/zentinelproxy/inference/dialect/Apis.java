package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.inference.model.Api;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Which API a request's path asks for, whatever it is mounted under ({@code /v1}, {@code /openai/v1}, a route's own prefix). */
public final class Apis {
    private static final String DEPLOYMENTS = "/openai/deployments/";

    private Apis() {}

    /**
     * Finds the API.
     *
     * @param path without query
     * @return null where it is none of those that take tokens
     */
    public static @Nullable Api of(String path, String method) {
        if (!method.equals("POST")) {
            return null;
        }
        if (path.endsWith("/chat/completions")) {
            return Api.CHAT_COMPLETIONS;
        }
        if (path.endsWith("/messages/count_tokens")) {
            return Api.COUNT_TOKENS;
        }
        return switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "completions" -> Api.COMPLETIONS;
            case "responses" -> Api.RESPONSES;
            case "embeddings" -> Api.EMBEDDINGS;
            case "messages" -> Api.MESSAGES;
            default -> null;
        };
    }

    /**
     * The model that the path names, as Azure's {@code /openai/deployments/NAME/chat/completions} does.
     *
     * @param path without query
     * @return null where it names none
     */
    public static @Nullable String model(String path) {
        int before = path.indexOf(DEPLOYMENTS);
        if (before < 0) {
            return null;
        }
        int from = before + DEPLOYMENTS.length();
        int to = path.indexOf('/', from);
        return to <= from ? null : decoded(path.substring(from, to));
    }

    private static String decoded(String segment) {
        try {
            // Unlike in a form, a plus means itself.
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException noEscape) {
            return segment;
        }
    }
}
