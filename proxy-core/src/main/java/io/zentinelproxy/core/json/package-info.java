/**
 * JSON (RFC 8259) behind one door: octets to an immutable tree of our own types, and back, or to tokens with their places. The only package that may name
 * jackson; none of its types leaves. Uses nothing of ours; any thread, and no state is kept between two documents.
 */
@NullMarked
package io.zentinelproxy.core.json;

import org.jspecify.annotations.NullMarked;
