package io.zentinelproxy.core.config;

/**
 * What of a request is the same for those that go to the same target.
 *
 * @param name of the field in lower case, the cookie or the parameter; empty where there is none
 */
public record HashKey(Part part, String name) {
    public static final HashKey CLIENT_IP = new HashKey(Part.CLIENT_IP, "");

    /** A part of a request. */
    public enum Part {
        CLIENT_IP("client-ip"),
        PATH("path"),
        URI("uri"),
        HEADER("header"),
        COOKIE("cookie"),
        QUERY("query");

        private final String word;

        Part(String word) {
            this.word = word;
        }

        /** As the configuration has it. */
        public String word() {
            return word;
        }

        /** Whether there are several, each with a name. */
        public boolean isNamed() {
            return this == HEADER || this == COOKIE || this == QUERY;
        }
    }

    /** As it is written. */
    @Override
    public String toString() {
        return part.isNamed() ? part.word() + ":" + name : part.word();
    }
}
