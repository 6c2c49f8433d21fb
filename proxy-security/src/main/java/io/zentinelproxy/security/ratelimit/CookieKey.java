package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.http.Cookies;
import io.zentinelproxy.core.http.Fields;

/**
 * A cookie as part of a key: as most origins understand it, without blanks and quotes around it and with its percent-encoding undone, or else
 * one session could be written in any number of ways that count apart. Belongs to one thread.
 */
final class CookieKey {
    private CookieKey() {}

    /** Adds the value of this cookie; one that is there with several values has none that could be told. */
    static void write(Fields fields, byte[] name, KeyBuffer into) {
        Cookies.Value value = Cookies.findOnly(fields, name);
        if (value == null) {
            into.absent();
            return;
        }
        byte[] octets = value.octets();
        int start = value.start();
        int end = value.end();
        while (start < end && isBlank(octets[start])) {
            start++;
        }
        if (end - start > 1 && octets[start] == '"' && octets[end - 1] == '"') {
            start++;
            end--;
        }
        PercentDecoding.hash(octets, start, end, into);
        into.finishHash();
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
