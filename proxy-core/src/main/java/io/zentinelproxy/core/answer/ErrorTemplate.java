package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.config.ErrorFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page with placeholders, cut into pieces once. Values are escaped as the format asks. */
final class ErrorTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{ ?([a-z_]{1,32}) ?}}");

    /** Literal text and names of placeholders in turn, beginning with text. */
    private final List<String> pieces = new ArrayList<>();

    ErrorTemplate(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            pieces.add(text.substring(end, matcher.start()));
            pieces.add(matcher.group(1));
            end = matcher.end();
        }
        pieces.add(text.substring(end));
    }

    String render(ErrorFormat format, ErrorFacts facts) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < pieces.size(); at++) {
            String piece = pieces.get(at);
            out.append(at % 2 == 0 ? piece : ErrorText.escape(format, facts.named(piece)));
        }
        return out.toString();
    }
}
