package io.zentinelproxy.launcher.systemd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Notifications by the program {@code systemd-notify}, for a JVM that denies native access. It is a process of its own, so the unit
 * needs {@code NotifyAccess=all}.
 */
final class NotifyProgram implements Notifications {
    private static final String PROGRAM = "systemd-notify";

    @Override
    public void send(String assignments) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--no-block", "--"));
        Collections.addAll(command, assignments.split("\n", -1));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(PROGRAM + " ended with " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
