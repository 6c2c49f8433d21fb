package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.http.RequestHead;
import java.util.Arrays;

/**
 * A parameter of the query as part of a key: as the origin understands it, with its percent-encoding undone and plus signs as blanks (URL
 * standard, section 5.1), or else one value could be written in many ways that count apart. Belongs to one thread; allocates nothing.
 */
final class QueryKey {
    private QueryKey() {}

    /** Adds the value of this parameter; one that stands there with several values has none that could be told. */
    static void write(RequestHead head, byte[] name, KeyBuffer into) {
        byte[] octets = head.octets();
        int end = head.targetEnd();
        int found = -1;
        int foundEnd = -1;
        for (int at = head.queryStart() + 1; at < end; at = end(octets, at, end, '&') + 1) {
            int pairEnd = end(octets, at, end, '&');
            int nameEnd = end(octets, at, pairEnd, '=');
            if (!isNamed(octets, at, nameEnd, name)) {
                continue;
            }
            int value = Math.min(nameEnd + 1, pairEnd);
            if (found >= 0 && !Arrays.equals(octets, found, foundEnd, octets, value, pairEnd)) {
                into.absent();
                return;
            }
            found = value;
            foundEnd = pairEnd;
        }
        if (found < 0) {
            into.absent();
            return;
        }
        PercentDecoding.hash(octets, found, foundEnd, into);
        into.finishHash();
    }

    private static int end(byte[] octets, int start, int end, char sign) {
        int at = start;
        while (at < end && octets[at] != sign) {
            at++;
        }
        return at;
    }

    private static boolean isNamed(byte[] octets, int start, int end, byte[] name) {
        int at = start;
        for (byte octet : name) {
            if (at >= end || PercentDecoding.octet(octets, at, end) != octet) {
                return false;
            }
            at += PercentDecoding.size(octets, at, end);
        }
        return at == end;
    }
}
