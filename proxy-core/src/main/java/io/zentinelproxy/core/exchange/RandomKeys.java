package io.zentinelproxy.core.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Random keys, taken from the kernel's generator, which {@code SecureRandom} would ask as well: but first it reads all providers
 * and their settings, some 30 ms of a start.
 */
public final class RandomKeys {
    private static final Path KERNEL = Path.of("/dev/urandom");

    private RandomKeys() {}

    /** So many keys of 64 bits. */
    public static long[] of(int count) {
        ByteBuffer octets = ByteBuffer.allocate(count * Long.BYTES);
        try (InputStream kernel = Files.newInputStream(KERNEL)) {
            octets.put(kernel.readNBytes(octets.capacity()));
        } catch (IOException elsewhere) {
            octets.clear();
        }
        if (octets.hasRemaining()) {
            new SecureRandom().nextBytes(octets.array());
        }
        long[] keys = new long[count];
        octets.clear().asLongBuffer().get(keys);
        return keys;
    }
}
