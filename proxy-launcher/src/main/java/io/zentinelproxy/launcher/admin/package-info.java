/**
 * The admin server: metrics, health and readiness for who runs the proxy. Uses nothing of ours: what it shows is handed to it. Tomcat's
 * connector is seen nowhere else. Runs on two platform threads of its own, never on those of traffic.
 */
@NullMarked
package io.zentinelproxy.launcher.admin;

import org.jspecify.annotations.NullMarked;
