/** What decides how much a client may: the contract between those who ask, and the stores that count. */
@NullMarked
package io.zentinelproxy.security.quota;

import org.jspecify.annotations.NullMarked;
