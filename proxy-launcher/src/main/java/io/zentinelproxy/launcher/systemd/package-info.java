/**
 * The service manager: tells it when the proxy is ready, drains, and is still alive, by the protocol of sd_notify(3). Uses nothing of
 * ours: what it tells is handed to it. Outside a unit of {@code Type=notify} there is no socket to tell, and nothing here does
 * anything. The watchdog runs on one platform thread of its own; everything else on the thread that calls.
 */
@NullMarked
package io.zentinelproxy.launcher.systemd;

import org.jspecify.annotations.NullMarked;
