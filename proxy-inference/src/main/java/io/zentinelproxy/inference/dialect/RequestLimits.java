package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.core.json.ScanBounds;

/**
 * What a request to a model may be. Over the depth it is answered with 400, over the others with 413.
 *
 * @param octets of the whole content
 * @param depth objects and arrays inside each other
 * @param stringOctets of one string as it is written; a picture in base64 is one
 * @param values members and elements of the whole
 */
public record RequestLimits(int octets, int depth, int stringOctets, int values) {
    /** 32 MiB is what Anthropic takes; the rest is what no real request comes near. */
    public static final RequestLimits DEFAULT = new RequestLimits(32 << 20, 64, 8 << 20, 200_000);

    public RequestLimits {
        if (octets < 1 || depth < 1 || depth > ScanBounds.MAX_DEPTH || stringOctets < 0 || values < 1) {
            throw new IllegalArgumentException(
                    octets + " octets, depth " + depth + ", string " + stringOctets + ", values " + values);
        }
    }

    ScanBounds bounds() {
        return new ScanBounds(depth, stringOctets, values);
    }
}
