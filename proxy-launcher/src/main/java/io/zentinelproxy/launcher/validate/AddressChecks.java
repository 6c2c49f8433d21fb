package io.zentinelproxy.launcher.validate;

import io.zentinelproxy.core.config.Configuration;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether what is listened on can be bound. */
final class AddressChecks {
    private AddressChecks() {}

    static List<Check> of(Configuration configuration) {
        List<Check> checks = new ArrayList<>();
        configuration
                .listeners()
                .forEach(listener -> checks.add(bind("listener \"" + listener.id() + "\"", listener.address())));
        if (configuration.observability().metrics().enabled()) {
            checks.add(
                    bind("admin server", configuration.observability().metrics().address()));
        }
        return checks;
    }

    private static Check bind(String what, InetSocketAddress address) {
        String subject = what + " on " + address.getAddress().getHostAddress() + ":" + address.getPort();
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address);
            return Check.ok(subject);
        } catch (BindException e) {
            // Where Zentinel already runs with this configuration all its addresses are taken, and rightly so.
            return isInUse(e)
                    ? Check.note(subject, "in use, by a Zentinel that runs already or by another program")
                    : Check.failed(subject, "cannot be bound: " + e.getMessage());
        } catch (IOException e) {
            return Check.failed(subject, "cannot be bound: " + e.getMessage());
        }
    }

    /** The JDK says it in the system's words only. */
    private static boolean isInUse(BindException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("in use");
    }
}
