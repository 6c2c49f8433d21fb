/**
 * The gateway to models: what a route's block {@code inference} asks for, from the client's key to the last token's entry in the books.
 * {@link io.zentinelproxy.inference.gateway.Gateway} belongs to who starts and reloads; the rest to the threads of exchanges.
 */
@NullMarked
package io.zentinelproxy.inference.gateway;

import org.jspecify.annotations.NullMarked;
