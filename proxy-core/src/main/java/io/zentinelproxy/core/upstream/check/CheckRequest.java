package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.uri.PathLeniency;
import io.zentinelproxy.core.uri.UriRefusal;
import org.jspecify.annotations.Nullable;

/** Heads of requests that no client has sent. */
final class CheckRequest {
    private static final byte[] AGENT = Ascii.octets("zentinel-health-check");
    private static final byte[] LOCAL = Ascii.octets("localhost");

    private CheckRequest() {}

    /**
     * A request for this.
     *
     * @param target in the form that the configuration has checked
     * @param host or null for the address itself
     */
    static RequestHead of(String method, String target, @Nullable String host, OriginAddress address) {
        byte[] octets = Ascii.octets(method + " " + target);
        int begin = method.length() + 1;
        RequestHead head = new RequestHead();
        head.reset(octets);
        head.method(0, method.length());
        head.target(begin, octets.length);
        try {
            head.path(begin, PathLeniency.NONE);
        } catch (UriRefusal e) {
            throw new IllegalStateException(e);
        }
        head.fields().add(FieldName.HOST, host == null ? authority(address) : Ascii.octets(host));
        head.fields().add(FieldName.USER_AGENT, AGENT);
        return head;
    }

    /** A Unix socket has no name that a request could ask for. */
    private static byte[] authority(OriginAddress address) {
        return address instanceof OriginAddress.Tcp ? Ascii.octets(address.name()) : LOCAL;
    }
}
