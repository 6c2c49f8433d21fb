/** Lists of addresses with a score: plain, CSV and JSON. Read at load time and by the watch of files. */
@NullMarked
package io.zentinelproxy.security.reputation;

import org.jspecify.annotations.NullMarked;
