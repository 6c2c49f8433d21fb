package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.filter.Passage;
import io.zentinelproxy.core.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Where one request goes first, and what becomes of it at each upstream.
 *
 * @param first where it goes first
 * @param passage of a module, or null where it goes on as it is
 * @param content that the module has read, or null
 */
record Journey(
        Way first, @Nullable Passage passage, @Nullable PreparedContent content) {

    /** Of a request that no module has anything to do with. */
    static Journey plain(Way way) {
        return new Journey(way, null, null);
    }

    /** Why it may not go to the first, or null. */
    @Nullable
    Fault exhausted() {
        return passage == null ? null : passage.exhausted();
    }

    /** It goes to this upstream next. */
    void to(Way way, RequestHead head) throws Fault {
        String id = way.upstream().settings().id();
        if (content != null) {
            content.to(id, head);
        } else if (passage != null) {
            passage.to(id, head);
        }
    }
}
