package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.RandomKeys;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A key that this process alone has, made when it is first needed: it outlives reloads, and ends with the process. Any thread. */
public final class ProcessKey {
    private static final int WORDS = 4;

    private final Lazily<byte[]> key = new Lazily<>(ProcessKey::random);

    private static byte[] random() {
        ByteBuffer octets = ByteBuffer.allocate(WORDS * Long.BYTES);
        Arrays.stream(RandomKeys.of(WORDS)).forEach(octets::putLong);
        return octets.array();
    }

    byte[] octets() {
        return key.get();
    }
}
