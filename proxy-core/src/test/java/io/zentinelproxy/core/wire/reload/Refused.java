package io.zentinelproxy.core.wire.reload;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.io.IOException;

/** Configurations that are not put into force. */
final class Refused {
    private Refused() {}

    /** Why the proxy does not take this text. */
    static String by(RunningProxy proxy, String kdl) {
        try {
            proxy.server().reload(ConfigurationLoader.parse("test.kdl", kdl));
        } catch (IOException why) {
            return String.valueOf(why.getMessage());
        } catch (ConfigurationException notRead) {
            throw new AssertionError(notRead);
        }
        throw new AssertionError("it was taken:\n" + kdl);
    }
}
