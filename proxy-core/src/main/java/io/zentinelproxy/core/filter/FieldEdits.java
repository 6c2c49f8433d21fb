package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.HeaderEdits;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Changes of a field section in the original's order: rename, set, add, remove. */
public final class FieldEdits implements RequestFilter, ResponseFilter {
    private final FieldTag[] from;
    private final FieldTag[] to;
    private final FieldLine[] set;
    private final FieldLine[] add;
    private final FieldTag[] remove;

    public FieldEdits(HeaderEdits edits) {
        from = edits.rename().stream()
                .map(rename -> new FieldTag(rename.from()))
                .toArray(FieldTag[]::new);
        to = edits.rename().stream().map(rename -> new FieldTag(rename.to())).toArray(FieldTag[]::new);
        set = lines(edits.set());
        add = lines(edits.add());
        remove = edits.remove().stream().map(FieldTag::new).toArray(FieldTag[]::new);
    }

    private static FieldLine[] lines(List<HeaderEdits.Line> lines) {
        return lines.stream()
                .map(line -> new FieldLine(line.name(), line.value().value().getBytes(StandardCharsets.ISO_8859_1)))
                .toArray(FieldLine[]::new);
    }

    @Override
    public Verdict onRequestHead(Exchange exchange) {
        edit(exchange.head().fields());
        return Verdict.CONTINUE;
    }

    @Override
    public void onResponseHead(Exchange exchange, ResponseHead head) {
        edit(head.fields());
    }

    private void edit(Fields fields) {
        for (int at = 0; at < from.length; at++) {
            to[at].rename(from[at], fields);
        }
        for (FieldLine line : set) {
            line.setIn(fields);
        }
        for (FieldLine line : add) {
            line.addTo(fields);
        }
        for (FieldTag name : remove) {
            name.removeFrom(fields);
        }
    }
}
