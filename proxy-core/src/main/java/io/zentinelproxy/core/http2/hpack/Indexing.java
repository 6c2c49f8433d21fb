package io.zentinelproxy.core.http2.hpack;

/** How a field is written (RFC 7541 section 6.2). */
public enum Indexing {
    /** Into the dynamic table, so that it is an octet or two the next time: values that come again and are no secret. */
    INDEX(0x40, 6),

    /** Not into the dynamic table: values that do not come again, or whose length may tell nothing (section 7.1). */
    PLAIN(0x00, 4),

    /** Never into any table, here or further on: secrets (section 7.1.3). */
    NEVER(0x10, 4);

    private final int pattern;
    private final int prefixBits;

    Indexing(int pattern, int prefixBits) {
        this.pattern = pattern;
        this.prefixBits = prefixBits;
    }

    int pattern() {
        return pattern;
    }

    int prefixBits() {
        return prefixBits;
    }
}
