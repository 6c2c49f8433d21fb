package io.zentinelproxy.core.route;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.HostMatch;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.pattern.LinearPattern;
import java.util.List;
import java.util.stream.Stream;

/** What a route asks of the host, which head and configuration have in the same form: one of these. */
final class HostConditions {
    private final byte[][] names;
    private final byte[][] suffixes;
    private final LinearPattern[] patterns;
    private final boolean isAny;

    HostConditions(List<HostMatch> hosts) {
        names = of(hosts, HostMatch.Exact.class)
                .map(HostMatch.Exact::name)
                .map(Ascii::octets)
                .toArray(byte[][]::new);
        suffixes = of(hosts, HostMatch.Suffix.class)
                .map(HostMatch.Suffix::suffix)
                .map(Ascii::octets)
                .toArray(byte[][]::new);
        patterns = of(hosts, HostMatch.Pattern.class)
                .map(HostMatch.Pattern::pattern)
                .toArray(LinearPattern[]::new);
        isAny = hosts.isEmpty();
    }

    private static <T extends HostMatch> Stream<T> of(List<HostMatch> hosts, Class<T> kind) {
        return hosts.stream().filter(kind::isInstance).map(kind::cast);
    }

    boolean hold(RequestHead head) {
        if (isAny) {
            return true;
        }
        byte[] octets = head.authorityOctets();
        int start = head.authorityStart();
        int end = head.hostEnd();
        return isOneName(octets, start, end) || isBelow(octets, start, end) || hasOnePattern(octets, start, end);
    }

    private boolean isOneName(byte[] octets, int start, int end) {
        for (byte[] name : names) {
            if (Ascii.equals(octets, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBelow(byte[] octets, int start, int end) {
        for (byte[] suffix : suffixes) {
            int from = end - suffix.length;
            if (from > start && Ascii.equals(octets, from, end, suffix)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasOnePattern(byte[] octets, int start, int end) {
        for (LinearPattern pattern : patterns) {
            if (pattern.find(octets, start, end)) {
                return true;
            }
        }
        return false;
    }
}
