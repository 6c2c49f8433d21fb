package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.PathChange;
import io.zentinelproxy.core.fault.InternalFault;

/** A change of the paths of one route's requests, prepared. Has no state of a request: any thread. */
interface PathEdit {
    /** Octets that a path of this length may have afterwards. */
    int mostOctets(int length);

    /**
     * Writes the changed path, at least {@code /}, and returns the position after it.
     *
     * @throws InternalFault FILTER_FAILED where it would be none that may be sent; what was written then does not count
     */
    int put(byte[] octets, int start, int end, byte[] into, int position) throws InternalFault;

    static PathEdit of(PathChange change, MatchSettings route) {
        return switch (change) {
            case PathChange.Keep keep -> PathReplacement.none();
            case PathChange.Full(String path) -> PathReplacement.full(path);
            case PathChange.Prefix(String replacement) -> PathReplacement.prefix(replacement, route);
            case PathChange.Captured captured -> new CapturedPath(captured);
        };
    }
}
