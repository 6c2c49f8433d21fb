/**
 * The gate: who may connect to a listener, decided right after accept and before any octet of TLS or HTTP. The block
 * {@code connection-filters} and its filters, in their order: lists, country, reputation, caps, rates. Filters are called by acceptors
 * and by connections' threads; none blocks, and none but a cap allocates anything for a connection.
 */
@NullMarked
package io.zentinelproxy.security.gate;

import org.jspecify.annotations.NullMarked;
