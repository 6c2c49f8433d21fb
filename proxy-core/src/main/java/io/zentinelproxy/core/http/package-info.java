/**
 * Version-neutral messages: heads, fields, framing, the rules common to HTTP/1.1 and HTTP/2. Uses uri, bytes and fault; one thread at a time.
 */
@NullMarked
package io.zentinelproxy.core.http;

import org.jspecify.annotations.NullMarked;
