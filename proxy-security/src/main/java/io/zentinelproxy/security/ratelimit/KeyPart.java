package io.zentinelproxy.security.ratelimit;

/**
 * A part of a request by which it is counted.
 *
 * @param name of the field in lower case, the cookie or the parameter; empty where there is none
 */
record KeyPart(Kind kind, String name) {
    static final KeyPart CLIENT_IP = new KeyPart(Kind.CLIENT_IP, "");

    /** What of a request. */
    enum Kind {
        CLIENT_IP("client-ip"),
        PATH("path"),
        ROUTE("route"),
        CLIENT_IP_AND_PATH("client-ip-and-path"),
        HEADER("header"),
        COOKIE("cookie"),
        QUERY("query"),
        /** The subject of the certificate that the client has proven to hold. */
        CLIENT_CERT("client-cert");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** Whether there are several, each with a name. */
        boolean isNamed() {
            return this == HEADER || this == COOKIE || this == QUERY;
        }
    }

    /** As it is written. */
    @Override
    public String toString() {
        return kind.isNamed() ? kind.word() + ":" + name : kind.word();
    }
}
