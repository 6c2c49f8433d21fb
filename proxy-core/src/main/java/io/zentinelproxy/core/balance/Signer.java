package io.zentinelproxy.core.balance;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 (RFC 2104) by one key, for many threads at once: each takes a {@link Mac} that no other has, without waiting. */
final class Signer {
    private static final String ALGORITHM = "HmacSHA256";

    /** Octets that a signature has. */
    static final int LENGTH = 32;

    /** Kept for the next; where more threads sign at once, others are made and left to the collector. */
    private static final int KEPT = 16;

    private final SecretKeySpec key;
    private final AtomicReferenceArray<@Nullable Mac> free = new AtomicReferenceArray<>(KEPT);

    Signer(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The signature of these octets is written behind them. */
    void sign(byte[] octets, int end) {
        Mac mac = take();
        try {
            mac.update(octets, 0, end);
            mac.doFinal(octets, end);
        } catch (ShortBufferException defect) {
            throw new IllegalStateException(defect);
        }
        giveBack(mac);
    }

    private Mac take() {
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < KEPT; i++) {
            Mac mac = free.getAndSet(Math.floorMod(first + i, KEPT), null);
            if (mac != null) {
                return mac;
            }
        }
        try {
            Mac made = Mac.getInstance(ALGORITHM);
            made.init(key);
            return made;
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private void giveBack(Mac mac) {
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < KEPT; i++) {
            if (free.compareAndSet(Math.floorMod(first + i, KEPT), null, mac)) {
                return;
            }
        }
    }
}
