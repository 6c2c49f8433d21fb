/**
 * Encrypted connections to origin servers: what is offered, whom we believe, what we show of ourselves. Uses the transport of
 * {@code tls}, the files of {@code certificate} and the settings of {@code config}; knows no pool. A handshake runs on the thread of
 * the request that needs the connection; files are watched by a thread of {@code certificate}. Nothing here is loaded where no
 * upstream has a block {@code tls}.
 */
@NullMarked
package io.zentinelproxy.core.upstream.tls;

import org.jspecify.annotations.NullMarked;
