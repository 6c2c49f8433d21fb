/**
 * The steps that requests and answers pass on their route, compiled when the configuration loads. A filter is shared by all exchanges of
 * its routes: it holds no state of one, and is called on the exchange's own thread. Uses observe, exchange, http, config and below.
 */
@NullMarked
package io.zentinelproxy.core.filter;

import org.jspecify.annotations.NullMarked;
