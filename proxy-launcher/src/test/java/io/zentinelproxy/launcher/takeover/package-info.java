/** Sockets of one process in the hands of another. */
package io.zentinelproxy.launcher.takeover;
