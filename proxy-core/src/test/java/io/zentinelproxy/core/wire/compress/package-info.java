/** Content that is compressed on its way to clients, and taken apart on its way to origins, through real sockets. */
@NullMarked
package io.zentinelproxy.core.wire.compress;

import org.jspecify.annotations.NullMarked;
