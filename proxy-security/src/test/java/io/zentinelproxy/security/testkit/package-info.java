/** Real servers that the tests start. */
@NullMarked
package io.zentinelproxy.security.testkit;

import org.jspecify.annotations.NullMarked;
