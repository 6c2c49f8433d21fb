package io.zentinelproxy.inference.answer;

import org.jspecify.annotations.Nullable;

/**
 * A member of an object with the one comma that goes with it.
 *
 * @param from its first octet
 * @param to behind its last
 */
record JsonMember(int from, int to) {
    /**
     * The octets to cut out so that the object stays one.
     *
     * @param keyFrom where its name begins, and {@code valueTo} where its value has ended; both between {@code start} and {@code end}
     * @return null where no comma and no braces are found beside it: its data have several lines, and break there
     */
    static @Nullable JsonMember of(byte[] octets, int start, int end, int keyFrom, int valueTo) {
        if (keyFrom < start || valueTo > end) {
            return null;
        }
        int before = keyFrom - 1;
        while (before > start && isBlank(octets[before])) {
            before--;
        }
        if (before >= start && octets[before] == ',') {
            return new JsonMember(before, valueTo);
        }
        int after = valueTo;
        while (after < end && isBlank(octets[after])) {
            after++;
        }
        if (after == end) {
            return null;
        }
        return switch (octets[after]) {
            case ',' -> new JsonMember(keyFrom, after + 1);
            case '}' -> new JsonMember(keyFrom, valueTo);
            default -> null;
        };
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
