package io.zentinelproxy.core.net;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a channel can be read, without the read that the JDK tries first. After a request was sent its answer is never there
 * yet, and that failed system call is a tenth of all that a proxied request costs (docs/design-decisions.md).
 *
 * <p>The JDK's own way to wait is {@code park} of {@code sun.nio.ch.SelChImpl}, a public method of a package that the jar's manifest
 * has exported ({@code Add-Exports}). Where it is not to be had, nothing is waited for here, and the read that follows waits.
 */
final class Readiness {
    private static final @Nullable MethodHandle PARK = find();

    /** POLLIN of poll(2). */
    private static final int READABLE = 1;

    private Readiness() {}

    private static @Nullable MethodHandle find() {
        try {
            Class<?> owner = Class.forName("sun.nio.ch.SelChImpl");
            return MethodHandles.lookup()
                    .findVirtual(owner, "park", MethodType.methodType(void.class, int.class))
                    .asType(MethodType.methodType(void.class, SocketChannel.class, int.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    static boolean isAvailable() {
        return PARK != null;
    }

    /** Parks the calling virtual thread until the channel can be read, or was shut down. Spurious returns are possible. */
    static void await(SocketChannel channel) throws IOException {
        MethodHandle park = PARK;
        if (park == null) {
            return;
        }
        try {
            park.invokeExact(channel, READABLE);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
