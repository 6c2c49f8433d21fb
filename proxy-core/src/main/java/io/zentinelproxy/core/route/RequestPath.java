package io.zentinelproxy.core.route;

import io.zentinelproxy.core.http.RequestHead;

/** The path of a request as conditions see it: without query, and {@code /} where an absolute-form target has none. */
final class RequestPath {
    private static final byte[] ROOT = {'/'};

    private RequestPath() {}

    private static boolean isMissing(RequestHead head) {
        return head.pathStart() == head.pathEnd();
    }

    static byte[] octets(RequestHead head) {
        return isMissing(head) ? ROOT : head.octets();
    }

    static int start(RequestHead head) {
        return isMissing(head) ? 0 : head.pathStart();
    }

    static int end(RequestHead head) {
        return isMissing(head) ? 1 : head.pathEnd();
    }
}
