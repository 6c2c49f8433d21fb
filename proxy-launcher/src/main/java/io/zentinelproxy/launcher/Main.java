package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.proxy.ProxyServer;
import java.nio.file.Path;

/** The command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        ProxyServer server = ProxyServer.start(ConfigurationLoader.load(Path.of(arguments[2])));
        System.out.println("ready " + server.listeners().get(0).address());
        Thread.currentThread().join();
    }
}
