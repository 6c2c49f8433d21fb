package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.PathChange;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.uri.PathLeniency;

/** A change of the paths of one route's requests, prepared. Has no state of a request: any thread. */
interface PathEdit {
    /** Octets that a path of this length may have afterwards. */
    int mostOctets(int length);

    /**
     * Writes the changed path and returns the position after it.
     *
     * @param leniency what the path was let through with
     * @throws InternalFault FILTER_FAILED where it would be none that may be sent; what was written then does not count
     */
    int put(byte[] octets, int start, int end, PathLeniency leniency, byte[] into, int position) throws InternalFault;

    static PathEdit of(PathChange change, MatchSettings route) {
        return switch (change) {
            case PathChange.Keep keep -> PathReplacement.none();
            case PathChange.Full(String path) -> PathReplacement.full(path);
            case PathChange.Prefix(String replacement) -> PathReplacement.prefix(replacement, route);
            case PathChange.Captured captured -> new CapturedPath(captured);
        };
    }
}
