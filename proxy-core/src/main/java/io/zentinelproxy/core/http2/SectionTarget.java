package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.http2.hpack.FieldSection;

/** What a field section is decoded for: a request, the head of an answer, trailers, or nobody. Belongs to the reading thread. */
interface SectionTarget {
    /** Where the next section goes. */
    FieldSection section();

    /**
     * The section is there.
     *
     * @param last whether the stream ends with it
     * @param frameOctets of the frames that carried it
     */
    void onSection(boolean last, int frameOctets) throws ConnectionError, StreamError;
}
