/**
 * A language model that is none, for the demo and for tests: deterministic text and true token counts over the OpenAI and
 * Anthropic wire. Nothing here stands in the path of proxied traffic. May use {@code inference.tokens}, core's {@code json} and
 * {@code origin}; a virtual thread per request runs it.
 */
@NullMarked
package io.zentinelproxy.inference.demo;

import org.jspecify.annotations.NullMarked;
