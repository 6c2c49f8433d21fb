/**
 * Text to token counts, by the vocabularies that models really use. The only package that may name jtokkit; none of its types
 * leaves. Uses {@code model}, and of core octets alone. Any thread; counting never blocks and never yields, so the caller bounds how many count at once.
 */
@NullMarked
package io.zentinelproxy.inference.tokens;

import org.jspecify.annotations.NullMarked;
