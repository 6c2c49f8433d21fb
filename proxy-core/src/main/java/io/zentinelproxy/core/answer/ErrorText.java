package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.ErrorFormat;
import io.zentinelproxy.core.config.PageTemplate;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonString;
import java.util.Locale;

/** How an error is told in each format where there is no template. */
final class ErrorText {
    private ErrorText() {}

    static String render(ErrorFormat format, ErrorFacts facts) {
        return switch (format) {
            case JSON -> json(facts);
            case HTML -> html(facts);
            case XML -> xml(facts);
            case TEXT ->
                facts.status() + " " + facts.title() + ": " + facts.message() + "\nreason: " + facts.reason()
                        + "\nrequest: " + facts.requestId() + "\n";
        };
    }

    private static String json(ErrorFacts facts) {
        return "{\"error\":{\"status\":" + facts.status() + ",\"reason\":\"" + facts.reason() + "\",\"message\":"
                + Json.text(new JsonString(facts.message())) + ",\"request_id\":\"" + facts.requestId() + "\"}}\n";
    }

    private static String html(ErrorFacts facts) {
        String title = facts.status() + " " + facts.title();
        return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>"
                + title
                + "</title>\n<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;"
                + "color-scheme:light dark}code{opacity:.7}</style>\n<h1>" + title + "</h1>\n<p>"
                + markup(facts.message()) + "</p>\n<p><code>" + facts.reason() + " &middot; request "
                + facts.requestId() + "</code></p>\n</html>\n";
    }

    private static String xml(ErrorFacts facts) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error><status>" + facts.status() + "</status><reason>"
                + facts.reason() + "</reason><message>" + markup(facts.message()) + "</message><request_id>"
                + facts.requestId() + "</request_id></error>\n";
    }

    /** A template filled in. */
    static String render(PageTemplate template, ErrorFormat format, ErrorFacts facts) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < template.pieces().size(); at++) {
            String piece = template.pieces().get(at);
            out.append(at % 2 == 0 ? piece : escape(format, facts.named(piece)));
        }
        return out.toString();
    }

    /** A value as it may stand in a template of this format. */
    private static String escape(ErrorFormat format, String value) {
        return switch (format) {
            case HTML, XML -> markup(value);
            case JSON -> {
                String quoted = Json.text(new JsonString(value));
                yield quoted.substring(1, quoted.length() - 1);
            }
            case TEXT -> value;
        };
    }

    private static String markup(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static byte[] mediaType(ErrorFormat format) {
        return Ascii.octets(
                switch (format) {
                    case JSON -> "application/json";
                    case HTML -> "text/html; charset=utf-8";
                    case XML -> "application/xml; charset=utf-8";
                    case TEXT -> "text/plain; charset=utf-8";
                });
    }

    /** A browser says that it takes HTML; a program says that it takes JSON, or sends it. */
    static ErrorFormat accepted(Fields request) {
        String accept = value(request, FieldName.ACCEPT);
        if (accept.contains("text/html")) {
            return ErrorFormat.HTML;
        }
        boolean json = accept.contains("json")
                || value(request, FieldName.CONTENT_TYPE).contains("json");
        return json ? ErrorFormat.JSON : ErrorFormat.TEXT;
    }

    private static String value(Fields fields, FieldName name) {
        int line = fields.find(name);
        return line < 0 ? "" : fields.value(line).toLowerCase(Locale.ROOT);
    }
}
