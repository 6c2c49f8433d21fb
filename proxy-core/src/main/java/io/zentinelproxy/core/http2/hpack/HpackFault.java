package io.zentinelproxy.core.http2.hpack;

/**
 * A field block that cannot be decoded (RFC 7541). The state shared with the peer is lost: the connection ends with COMPRESSION_ERROR
 * (RFC 9113 section 4.3). Carries no stack trace: peers cause it.
 */
public final class HpackFault extends Exception {
    private static final long serialVersionUID = 1;

    /** What is wrong with the block. */
    public enum Reason {
        /** Index 0, or one that neither table has (section 2.3.3, 6.1). */
        INDEX("an index that is in no table"),
        /** A number over 2^31-1, or in more than five octets after its prefix (section 5.1). */
        INTEGER("a number that is too large"),
        /** The block ends within a representation. */
        TRUNCATED("a block that ends too early"),
        /** More than seven bits of padding, or padding that is not the beginning of EOS (section 5.2). */
        PADDING("a Huffman code with wrong padding"),
        /** The symbol EOS within a string (section 5.2). */
        END_OF_STRING("a Huffman code with the symbol EOS"),
        /** A table size update after a field (section 4.2). */
        LATE_UPDATE("a table size update that is not at the beginning"),
        /** A table size update above what we announced (section 6.3). */
        LARGE_UPDATE("a table size update above the limit"),
        /** No table size update though we lowered the limit (section 4.2). */
        MISSING_UPDATE("no table size update after the limit was lowered");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** In words, without a full stop. */
        public String words() {
            return words;
        }
    }

    private final Reason reason;

    HpackFault(Reason reason) {
        super(reason.words, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
