package io.zentinelproxy.core.http1;

/**
 * How large a head or trailer section may be. The scanner ends the reading at the first octet that breaks one of them, however much
 * more the sender has.
 *
 * @param octets start line and field lines together
 * @param fields field lines
 * @param nameOctets name of a field line
 * @param valueOctets value of a field line, without the blanks around it
 */
record SectionLimits(int octets, int fields, int nameOctets, int valueOctets) {
    /** What a line may have besides name and value: the colon and blanks, which carry nothing. */
    private static final int SEPARATION = 64;

    /** Octets of a field line as a whole, without its end. */
    int lineOctets() {
        return (int) Math.min(Integer.MAX_VALUE, (long) nameOctets + SEPARATION + valueOctets);
    }
}
