package io.zentinelproxy.core.certificate;

import org.jspecify.annotations.Nullable;

/** Private keys in the forms of their algorithms, put into the one form that the JDK reads (RFC 5958). */
final class Pkcs8 {
    /** 1.2.840.113549.1.1.1 with NULL parameters. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** 1.2.840.10045.2.1, whose parameters name the curve. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};

    /** {@code parameters [0]} of an ECPrivateKey, RFC 5915 section 3. */
    private static final int CURVE = 0xa0;

    private Pkcs8() {}

    /** From an RSAPrivateKey, RFC 8017 appendix A.1.2. */
    static byte[] ofPkcs1(byte[] key) {
        return Der.element(Der.SEQUENCE, VERSION_0, RSA, Der.element(Der.OCTET_STRING, key));
    }

    /**
     * From an ECPrivateKey, RFC 5915.
     *
     * @param parameters the element that names the curve where the key does not, or null
     * @return null where the curve is not named at all
     */
    static byte @Nullable [] ofSec1(byte[] key, byte @Nullable [] parameters) {
        byte[] curve = curveOf(key);
        if (curve == null) {
            curve = parameters;
        }
        if (curve == null) {
            return null;
        }
        byte[] algorithm = Der.element(Der.SEQUENCE, EC, curve);
        return Der.element(Der.SEQUENCE, VERSION_0, algorithm, Der.element(Der.OCTET_STRING, key));
    }

    private static byte @Nullable [] curveOf(byte[] key) {
        Der outer = Der.of(key);
        return outer.next() == Der.SEQUENCE ? outer.inside().find(CURVE) : null;
    }
}
