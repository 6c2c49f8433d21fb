package io.zentinelproxy.core.route;

import io.zentinelproxy.core.http.Authority;
import io.zentinelproxy.core.http.RequestHead;

/** The host asked for as conditions see it: without port and without the dot that closes a name. Starts where the authority does. */
final class RequestHost {
    private RequestHost() {}

    static int end(RequestHead head) {
        byte[] octets = head.authorityOctets();
        int start = head.authorityStart();
        int end = Authority.hostEnd(octets, start, head.authorityEnd());
        return end > start && octets[end - 1] == '.' ? end - 1 : end;
    }
}
