/**
 * Who may use a route, by the country and by the reputation of the client's address: the filters {@code geo} and {@code reputation}.
 * Blocks and files are read at load time; filters run on the threads of exchanges and make nothing there; files are looked after by
 * the one thread of {@link io.zentinelproxy.security.file.FileWatch}.
 */
@NullMarked
package io.zentinelproxy.security.access;

import org.jspecify.annotations.NullMarked;
