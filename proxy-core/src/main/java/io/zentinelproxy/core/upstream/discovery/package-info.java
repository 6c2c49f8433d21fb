/**
 * Targets that come and go while the proxy serves: from DNS and from files. Answers come on the threads of lookups, files are read on
 * short-lived threads of the platform; no request waits for either.
 */
@NullMarked
package io.zentinelproxy.core.upstream.discovery;

import org.jspecify.annotations.NullMarked;
