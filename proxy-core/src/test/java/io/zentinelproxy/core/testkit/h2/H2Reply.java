package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.Fields;
import java.util.List;

/**
 * One response as the client got it.
 *
 * @param interim the field sections of the 1xx before it, as they came
 * @param fields without {@code :status}
 */
public record H2Reply(int status, List<Fields> interim, Fields fields, H2Content content, Fields trailers) {
    /** The content as ISO-8859-1. */
    public String body() {
        return content.text();
    }

    /** The one value of this field. Fails when there is none or more than one. */
    public String field(String name) {
        return fields.only(name);
    }
}
