package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The CORS protocol of the Fetch standard (section 3.3). A preflight is answered here; in every answer the origin server's own CORS
 * fields give way to ours. Where not every origin is allowed, each answer varies by Origin, also one to an origin that is not
 * allowed or to a request without, since a cache would else give it to another.
 */
final class Cors implements RequestFilter, ResponseFilter {
    private static final FieldTag ALLOW_ORIGIN = new FieldTag("Access-Control-Allow-Origin");
    private static final FieldTag REQUEST_METHOD = new FieldTag("Access-Control-Request-Method");
    private static final FieldTag REQUEST_HEADERS = new FieldTag("Access-Control-Request-Headers");
    private static final FieldTag ALLOW_METHODS = new FieldTag("Access-Control-Allow-Methods");
    private static final FieldTag ALLOW_HEADERS = new FieldTag("Access-Control-Allow-Headers");
    private static final byte[] OURS = Ascii.octets("access-control-");
    private static final byte[] ORIGIN = Ascii.octets("origin");
    private static final byte[] VARY_ORIGIN = Ascii.octets("Origin");
    private static final byte[] ANY = {'*'};
    private static final int NO_CONTENT = 204;
    private static final Verdict NOT_ALLOWED = new Verdict.Respond(LocalAnswer.of(NO_CONTENT));

    private final CorsOrigins origins;
    private final FieldLine anyOrigin = new FieldLine(ALLOW_ORIGIN, ANY);
    private final @Nullable FieldLine credentials;
    private final @Nullable FieldLine exposed;
    private final @Nullable FieldLine methods;
    private final @Nullable FieldLine headers;
    private final boolean anyHeader;
    private final FieldLine maxAge;

    Cors(FilterSettings.Cors settings) {
        origins = new CorsOrigins(settings.origins());
        credentials = settings.credentials() ? new FieldLine("Access-Control-Allow-Credentials", "true") : null;
        exposed = list("Access-Control-Expose-Headers", settings.exposed());
        methods = settings.methods().contains("*") ? null : list("Access-Control-Allow-Methods", settings.methods());
        anyHeader = settings.headers().contains("*");
        headers = anyHeader ? null : list("Access-Control-Allow-Headers", settings.headers());
        maxAge = new FieldLine(
                "Access-Control-Max-Age", String.valueOf(settings.maxAge().toSeconds()));
    }

    private static @Nullable FieldLine list(String name, List<String> values) {
        return values.isEmpty() ? null : new FieldLine(name, String.join(", ", values));
    }

    @Override
    public Verdict onRequestHead(Exchange exchange) {
        RequestHead head = exchange.head();
        if (!isPreflight(head)) {
            return Verdict.CONTINUE;
        }
        return origins.find(head.fields()) < 0 ? NOT_ALLOWED : new Verdict.Respond(preflight(head.fields()));
    }

    /** An OPTIONS of a client's own has no such field, and goes to the origin server. */
    private static boolean isPreflight(RequestHead head) {
        return head.method() == Method.OPTIONS
                && head.fields().has(FieldName.ORIGIN)
                && REQUEST_METHOD.find(head.fields(), 0) >= 0;
    }

    /** What the page may do; whose it is, is added as to every answer. */
    private LocalAnswer preflight(Fields request) {
        List<FieldLine> lines = new ArrayList<>();
        lines.add(methods == null ? copy(request, REQUEST_METHOD, ALLOW_METHODS) : methods);
        if (headers != null) {
            lines.add(headers);
        } else if (anyHeader && REQUEST_HEADERS.find(request, 0) >= 0) {
            lines.add(copy(request, REQUEST_HEADERS, ALLOW_HEADERS));
        }
        lines.add(maxAge);
        return new LocalAnswer(NO_CONTENT, lines, new byte[0]);
    }

    /** What was asked for, allowed. */
    private static FieldLine copy(Fields request, FieldTag from, FieldTag to) {
        int line = from.find(request, 0);
        byte[] value = new byte[request.valueEnd(line) - request.valueStart(line)];
        System.arraycopy(request.octets(line), request.valueStart(line), value, 0, value.length);
        return new FieldLine(to, value);
    }

    @Override
    public void onResponseHead(Exchange exchange, ResponseHead head) {
        Fields fields = head.fields();
        RequestHead request = exchange.head();
        if (!isPreflight(request)) {
            removeOthers(fields);
        }
        if (origins.isAny()) {
            allow(anyOrigin, fields);
            return;
        }
        vary(fields);
        int line = origins.find(request.fields());
        if (line >= 0) {
            Fields from = request.fields();
            fields.add(
                    FieldName.OTHER,
                    ALLOW_ORIGIN.written(),
                    from.octets(line),
                    from.valueStart(line),
                    from.valueEnd(line));
            allow(credentials, fields);
        }
    }

    private void allow(@Nullable FieldLine first, Fields fields) {
        if (first != null) {
            first.addTo(fields);
        }
        if (exposed != null) {
            exposed.addTo(fields);
        }
    }

    private static void removeOthers(Fields fields) {
        int last = fields.count();
        for (int line = 0; line < last; line++) {
            int start = fields.nameStart(line);
            int prefixEnd = start + OURS.length;
            if (fields.nameEnd(line) > prefixEnd
                    && !fields.isRemoved(line)
                    && Ascii.equalsIgnoreCase(fields.octets(line), start, prefixEnd, OURS)) {
                fields.remove(line);
            }
        }
    }

    private static void vary(Fields fields) {
        for (int line = fields.find(FieldName.VARY); line >= 0; line = fields.find(FieldName.VARY, line + 1)) {
            if (lists(fields.octets(line), fields.valueStart(line), fields.valueEnd(line))) {
                return;
            }
        }
        fields.add(FieldName.VARY, VARY_ORIGIN);
    }

    /** Whether a list of field names has Origin, or a star, which means more. */
    private static boolean lists(byte[] octets, int start, int end) {
        int at = start;
        while (at < end) {
            int from = at;
            while (at < end && Ascii.isToken(octets[at])) {
                at++;
            }
            if (Ascii.equalsIgnoreCase(octets, from, at, ORIGIN) || Ascii.equals(octets, from, at, ANY)) {
                return true;
            }
            at++;
        }
        return false;
    }
}
