package io.zentinelproxy.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page with placeholders such as {@code {{status}}}, cut into pieces when the configuration loads.
 *
 * @param pieces literal text and names of placeholders in turn, beginning and ending with text
 */
public record PageTemplate(List<String> pieces) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{ ?([a-z_]{1,32}) ?}}");

    /** What a template may ask for. */
    private static final List<String> PLACEHOLDERS = List.of("status", "title", "message", "reason", "request_id");

    static PageTemplate of(String text) throws Refusal {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            pieces.add(text.substring(end, matcher.start()));
            pieces.add(known(matcher.group(1)));
            end = matcher.end();
        }
        pieces.add(text.substring(end));
        return new PageTemplate(List.copyOf(pieces));
    }

    private static String known(String placeholder) throws Refusal {
        if (!PLACEHOLDERS.contains(placeholder)) {
            throw Refusal.because(
                    "there is no `" + placeholder + "` to ask for, only " + String.join(", ", PLACEHOLDERS));
        }
        return placeholder;
    }
}
