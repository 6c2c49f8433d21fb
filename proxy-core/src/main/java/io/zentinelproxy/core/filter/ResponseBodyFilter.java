package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;

/** A step that the content of an origin's answer passes on its way to the client. */
@FunctionalInterface
public interface ResponseBodyFilter {
    /** The content as it goes on. Pulled by the exchange's thread. */
    BodySource wrap(Exchange exchange, BodySource content);

    /** Whether the answer may have another length then; asked behind the filters of its head. */
    default boolean changesLength(Exchange exchange) {
        return false;
    }
}
