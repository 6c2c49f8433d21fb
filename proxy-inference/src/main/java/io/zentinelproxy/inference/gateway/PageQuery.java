package io.zentinelproxy.inference.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What of the page is asked for.
 *
 * @param limit the id of the one limit that is to be shown; null for all
 * @param most of each list
 */
record PageQuery(@Nullable String limit, int most) {
    static final int USUAL = 100;
    static final int MOST = 1000;

    /** What is not understood asks for nothing. */
    static PageQuery of(String query) {
        String limit = null;
        int most = USUAL;
        for (String part : query.split("&")) {
            if (part.startsWith("limit=")) {
                limit = decoded(part.substring("limit=".length()));
            } else if (part.matches("most=[0-9]{1,6}")) {
                most = Math.clamp(Integer.parseInt(part.substring("most=".length())), 1, MOST);
            }
        }
        return new PageQuery(limit, most);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }
}
