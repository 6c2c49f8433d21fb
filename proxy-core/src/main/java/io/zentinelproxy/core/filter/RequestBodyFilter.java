package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;

/** A step that the content of a request passes on its way to the origin. */
@FunctionalInterface
public interface RequestBodyFilter {
    /** The content as it goes on; asked once for each time that it is sent. Pulled by the exchange's thread or its upload's. */
    BodySource wrap(Exchange exchange, BodySource content);
}
