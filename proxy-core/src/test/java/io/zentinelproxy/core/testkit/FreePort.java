package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback that are free and stay free until their taker binds them: the kernel gives none of them to a connection or to
 * whoever asks for any port (it takes those from 32,768 on), and here nobody is given one twice. That 10,000 above it, where a cluster of
 * Redis has its bus, is such a port as well. Any thread.
 */
public final class FreePort {
    private static final int FIRST = 10_240;
    private static final int COUNT = 12_000;
    private static final int TO_BUS = 10_000;

    /** Begins anywhere, as other processes of tests take ports too. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /** One that nobody listens at. */
    public static int next() {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port) && isFree(port + TO_BUS)) {
                return port;
            }
        }
        throw new AssertionError("no port is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return free.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
