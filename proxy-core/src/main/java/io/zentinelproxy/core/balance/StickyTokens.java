package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.http.Cookies;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The values of the cookies that name endpoints: the second in which one was given out (4 octets), a digest of the endpoint by our key (8
 * octets, of which nobody learns an address or how many there are), and the first 16 octets of the HMAC-SHA256 of both; in base64url. The
 * upstream is part of what is digested and signed, so that the cookie of one is nothing to another. Any thread.
 */
final class StickyTokens {
    /** It was not given out by us, or names an endpoint that is there no more. */
    static final long NONE = -1;

    private static final int ISSUED = 4;
    private static final int SIGNED = ISSUED + Long.BYTES;
    private static final int SIGNATURE = 16;
    private static final int OCTETS = SIGNED + SIGNATURE;
    private static final int CHARS = (OCTETS * 8 + 5) / 6;

    /** What is signed first of all: a signature of one kind is none of the other. */
    private static final byte ENDPOINT = 'e';

    private static final byte TOKEN = 't';

    private final Signer signer;
    private final byte[] upstream;

    /** By position. */
    private final Lazily<long[]> digests;

    StickyTokens(Signer signer, String upstream, List<Endpoint> endpoints) {
        this.signer = signer;
        this.upstream = upstream.getBytes(StandardCharsets.UTF_8);
        digests = new Lazily<>(() -> endpoints.stream().mapToLong(this::digest).toArray());
    }

    private long digest(Endpoint endpoint) {
        byte[] name = endpoint.name().getBytes(StandardCharsets.UTF_8);
        ByteBuffer octets = begin(ENDPOINT, name.length).put(name);
        int end = octets.position();
        signer.sign(octets.array(), end);
        return octets.getLong(end);
    }

    /** What is signed begins with what it is and whose: no two of those are the beginning of each other. */
    private ByteBuffer begin(byte kind, int octets) {
        return ByteBuffer.allocate(1 + Integer.BYTES + upstream.length + octets + Signer.LENGTH)
                .put(kind)
                .putInt(upstream.length)
                .put(upstream);
    }

    /** The token of an endpoint, by its position. */
    byte[] of(int position, long second) {
        ByteBuffer octets = begin(TOKEN, SIGNED);
        int start = octets.position();
        octets.putInt((int) second).putLong(digests.get()[position]);
        int end = octets.position();
        signer.sign(octets.array(), end);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encode(Arrays.copyOfRange(octets.array(), start, end + SIGNATURE));
    }

    /** What a cookie says: the position in the lower half, the second in the upper; or {@link #NONE}. */
    long read(Cookies.Value value) {
        byte[] token = decoded(value);
        if (token.length != OCTETS) {
            return NONE;
        }
        ByteBuffer octets = begin(TOKEN, SIGNED).put(token, 0, SIGNED);
        int end = octets.position();
        signer.sign(octets.array(), end);
        byte[] own = Arrays.copyOfRange(octets.array(), end, end + SIGNATURE);
        if (!MessageDigest.isEqual(own, Arrays.copyOfRange(token, SIGNED, OCTETS))) {
            return NONE;
        }
        ByteBuffer said = ByteBuffer.wrap(token);
        long second = Integer.toUnsignedLong(said.getInt());
        int position = position(said.getLong());
        return position < 0 ? NONE : second << Integer.SIZE | position;
    }

    private static byte[] decoded(Cookies.Value value) {
        if (value.end() - value.start() != CHARS) {
            return new byte[0];
        }
        try {
            return Base64.getUrlDecoder().decode(Arrays.copyOfRange(value.octets(), value.start(), value.end()));
        } catch (IllegalArgumentException notOurs) {
            return new byte[0];
        }
    }

    private int position(long digest) {
        long[] known = digests.get();
        for (int position = 0; position < known.length; position++) {
            if (known[position] == digest) {
                return position;
            }
        }
        return -1;
    }
}
