package io.zentinelproxy.core.testkit;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A client of TLS that is not the JDK's: what JSSE says wrongly, JSSE may not mind. */
public final class OpenSslPeer {
    private OpenSslPeer() {}

    /** Shakes hands and closes; fails the test where the handshake fails. @return what it tells of the session */
    public static String handshake(InetSocketAddress proxy, String option) {
        String address = proxy.getAddress().getHostAddress() + ":" + proxy.getPort();
        return OpenSsl.run(Path.of("."), "s_client", "-connect", address, option);
    }
}
