/** What is measured from outside the tests, by scripts/show; one thread. */
@NullMarked
package io.zentinelproxy.inference.bench;

import org.jspecify.annotations.NullMarked;
