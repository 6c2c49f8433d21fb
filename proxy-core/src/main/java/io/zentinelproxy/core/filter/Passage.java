package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** Where a request goes, and as what. Belongs to the thread of its exchange. */
public interface Passage {
    /** The id of the upstream that it goes to first, among those that its route's steps name; null for the route's own. */
    @Nullable
    String upstream();

    /**
     * Why it may not go there, but to those of the route's {@code fallback} if one is for that; null where it may. Thrown where there is
     * none.
     */
    @Nullable
    Fault exhausted();

    /**
     * The content as it goes to this upstream, to whose words the head is changed as well. Asked anew for each upstream that it goes to.
     *
     * @param upstreamId of the upstream
     * @param head as it went to the one before, if there was one
     * @return null for content that was not read
     */
    @Nullable
    Octets to(String upstreamId, RequestHead head) throws Fault;

    /** It goes to no other upstream: what was read is not needed any more. */
    void letGo();

    /** The first octets of an array. */
    record Octets(byte[] array, int length) {}
}
