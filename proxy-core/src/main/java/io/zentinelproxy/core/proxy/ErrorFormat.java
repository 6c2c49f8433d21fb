package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.StatusPhrase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How an error is told. Every text is ours or a request id, which is a token: nothing of the client's is repeated, so nothing needs
 * escaping.
 */
enum ErrorFormat {
    JSON("application/json") {
        @Override
        String text(Fault fault, String requestId) {
            return "{\"error\":{\"status\":" + fault.status() + ",\"reason\":\"" + fault.reason() + "\",\"message\":\""
                    + fault.sentence() + "\",\"request_id\":\"" + requestId + "\"}}\n";
        }
    },
    HTML("text/html; charset=utf-8") {
        @Override
        String text(Fault fault, String requestId) {
            String title = fault.status() + " " + StatusPhrase.of(fault.status());
            return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>"
                    + title
                    + "</title>\n<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;"
                    + "color-scheme:light dark}code{opacity:.7}</style>\n<h1>" + title + "</h1>\n<p>" + fault.sentence()
                    + "</p>\n<p><code>" + fault.reason() + " &middot; request " + requestId + "</code></p>\n</html>\n";
        }
    },
    TEXT("text/plain; charset=utf-8") {
        @Override
        String text(Fault fault, String requestId) {
            return fault.status() + " " + StatusPhrase.of(fault.status()) + ": " + fault.sentence() + "\nreason: "
                    + fault.reason() + "\nrequest: " + requestId + "\n";
        }
    };

    private final byte[] mediaType;

    ErrorFormat(String mediaType) {
        this.mediaType = Ascii.octets(mediaType);
    }

    abstract String text(Fault fault, String requestId);

    byte[] mediaType() {
        return mediaType;
    }

    byte[] render(Fault fault, String requestId) {
        return text(fault, requestId).getBytes(StandardCharsets.UTF_8);
    }

    /** A browser says that it takes HTML; a program says that it takes JSON, or sends it. */
    static ErrorFormat of(Fields request) {
        String accept = value(request, FieldName.ACCEPT);
        if (accept.contains("text/html")) {
            return HTML;
        }
        boolean json = accept.contains("json")
                || value(request, FieldName.CONTENT_TYPE).contains("json");
        return json ? JSON : TEXT;
    }

    private static String value(Fields fields, FieldName name) {
        int line = fields.find(name);
        return line < 0 ? "" : fields.value(line).toLowerCase(Locale.ROOT);
    }
}
