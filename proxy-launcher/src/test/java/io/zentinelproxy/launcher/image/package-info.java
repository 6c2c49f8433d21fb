/** What is shipped: the image that scripts/dist.d/image makes, made once for its tests, beside the jar. */
@NullMarked
package io.zentinelproxy.launcher.image;

import org.jspecify.annotations.NullMarked;
