/**
 * What is read from files and read again when they change: lists and databases. The first reading is at load time by the thread that
 * reads the configuration; all later ones are by the one thread of {@link io.zentinelproxy.security.file.FileWatch}. What was read
 * is immutable and asked by any thread.
 */
@NullMarked
package io.zentinelproxy.security.file;

import org.jspecify.annotations.NullMarked;
