package io.zentinelproxy.inference.limits;

/**
 * A part of whom a limit counts for.
 *
 * @param name of the field in lower case; empty where there is none
 */
public record HolderPart(Kind kind, String name) {
    /** What of a request. */
    public enum Kind {
        CLIENT_IP("client-ip"),
        /** The value of a field, which is hashed before it is a holder: it may be a secret. */
        HEADER("header"),
        VIRTUAL_KEY("virtual-key"),
        TEAM("team"),
        MODEL("model"),
        ROUTE("route");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** As it is written. */
    @Override
    public String toString() {
        return kind == Kind.HEADER ? kind.word() + ":" + name : kind.word();
    }
}
