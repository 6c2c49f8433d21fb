package io.zentinelproxy.launcher.systemd;

import java.io.IOException;

/** Where notifications go. Any thread. */
interface Notifications {
    /**
     * Sends one notification, whole or not at all.
     *
     * @param assignments lines of {@code NAME=value}, without a line feed at the end
     * @throws IOException when it was not taken; the message says why
     */
    void send(String assignments) throws IOException;
}
