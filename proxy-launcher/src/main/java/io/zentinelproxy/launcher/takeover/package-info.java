/**
 * One process takes the place of another: the listening sockets go from the old to the new as descriptors (SCM_RIGHTS, unix(7)), so that what is queued
 * there is lost to nobody. The old one listens on a Unix socket ({@link io.zentinelproxy.launcher.takeover.UpgradeSocket}), on a platform thread of its own;
 * the new one asks there ({@link io.zentinelproxy.launcher.takeover.Takeover}), on the thread that starts it. Calls libc, as the JDK passes no descriptors.
 */
@NullMarked
package io.zentinelproxy.launcher.takeover;

import org.jspecify.annotations.NullMarked;
