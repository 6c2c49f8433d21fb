/** The module security. */
@NullMarked
package io.zentinelproxy.security;

import org.jspecify.annotations.NullMarked;
