package io.zentinelproxy.core.upstream.dns;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as text. */
final class Literals {
    private Literals() {}

    /** The address that a literal stands for, or null where it is none; nobody is asked. */
    static @Nullable InetAddress of(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException notALiteral) {
            return null;
        }
    }
}
