/** What is measured from outside the tests, by scripts/show; one thread. */
@NullMarked
package io.zentinelproxy.security.bench;

import org.jspecify.annotations.NullMarked;
