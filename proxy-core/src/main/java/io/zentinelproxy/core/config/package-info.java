/** Node tree to immutable settings: the strict reader, declarations of every key; the files of a configuration as one tree. Any thread, at load time only. */
@NullMarked
package io.zentinelproxy.core.config;

import org.jspecify.annotations.NullMarked;
