/**
 * Whose fault it is and what is answered. Uses nothing; any thread.
 */
@NullMarked
package io.zentinelproxy.core.fault;

import org.jspecify.annotations.NullMarked;
