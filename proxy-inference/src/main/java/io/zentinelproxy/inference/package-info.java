/** The module inference. */
@NullMarked
package io.zentinelproxy.inference;

import org.jspecify.annotations.NullMarked;
