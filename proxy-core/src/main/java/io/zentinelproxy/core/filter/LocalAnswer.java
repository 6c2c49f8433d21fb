package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.StatusPhrase;
import java.util.List;

/**
 * An answer that the proxy gives itself. Immutable, so that one made when the configuration loads can be given many times.
 *
 * @param content sent with its length, but for an answer to HEAD; empty for a status that has none
 */
public record LocalAnswer(int status, List<FieldLine> fields, byte[] content) {
    private static final byte[] NOTHING = new byte[0];

    /** An answer without content. */
    public static LocalAnswer of(int status, FieldLine... fields) {
        return new LocalAnswer(status, List.of(fields), NOTHING);
    }

    /** Whether this status has no content whatever the request (RFC 9110 sections 15.3.5 and 15.4.5). */
    public boolean isWithoutContent() {
        return status == 204 || status == 304;
    }

    /** The head, anew for each exchange as filters may change it. */
    public ResponseHead head() {
        ResponseHead head = new ResponseHead();
        head.reset(status, StatusPhrase.of(status));
        for (FieldLine line : fields) {
            line.addTo(head.fields());
        }
        return head;
    }
}
