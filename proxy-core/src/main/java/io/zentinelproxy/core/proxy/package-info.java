/**
 * The walk of a request and nothing else: pipeline, forwarding with its retry loop, fault responder, and the server that binds it to listeners. Uses all below.
 */
@NullMarked
package io.zentinelproxy.core.proxy;

import org.jspecify.annotations.NullMarked;
