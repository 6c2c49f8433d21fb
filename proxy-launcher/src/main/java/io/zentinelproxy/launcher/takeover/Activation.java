package io.zentinelproxy.launcher.takeover;

import io.zentinelproxy.core.net.ListeningSockets;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that the service manager holds and has given this process at its start (sd_listen_fds(3)): descriptors from 3 on, told of by
 * LISTEN_FDS, and by LISTEN_PID for whom they are. A listener takes the one that is bound to its address.
 */
public final class Activation implements ListeningSockets {
    private static final System.Logger LOG = System.getLogger("zentinel");
    private static final int FIRST = 3;
    private static final int MOST = 1024;

    private final Descriptors descriptors;
    private final List<Given> given = new ArrayList<>();

    private record Given(int descriptor, InetSocketAddress address) {}

    private Activation(Libc libc, int count) {
        descriptors = new Descriptors(libc);
        for (int descriptor = FIRST; descriptor < FIRST + count; descriptor++) {
            SocketName name = SocketName.of(descriptor, libc);
            if (name == null) {
                LOG.log(Level.WARNING, "LISTEN_FDS: descriptor " + descriptor + " is no socket of the Internet");
            } else {
                given.add(new Given(descriptor, name.address()));
            }
        }
    }

    /** What these variables tell of; nothing where they are not there, or for another process. */
    public static ListeningSockets of(Map<String, String> environment) {
        String process = Long.toString(ProcessHandle.current().pid());
        String count = environment.get("LISTEN_FDS");
        if (count == null || !process.equals(environment.get("LISTEN_PID"))) {
            return NONE;
        }
        try {
            return new Activation(new Libc(), Math.clamp(Integer.parseInt(count), 0, MOST));
        } catch (NumberFormatException e) {
            LOG.log(Level.WARNING, "LISTEN_FDS is no number");
            return NONE;
        }
    }

    @Override
    public @Nullable Listening take(String id, InetSocketAddress address) throws IOException {
        for (Given one : given) {
            if (one.address.equals(address)) {
                given.remove(one);
                return descriptors.adopt(one.descriptor);
            }
        }
        return null;
    }
}
