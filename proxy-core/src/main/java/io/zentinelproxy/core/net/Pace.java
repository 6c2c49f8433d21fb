package io.zentinelproxy.core.net;

import java.time.Duration;

/**
 * How slow a peer may be over one message, in the time that it kept us waiting: so much to begin with, and more for every octet. The
 * slowness of others is not counted, as nobody waits for this peer then. Modelled on Kestrel's minimum data rates.
 *
 * @param grace nanoseconds that may be waited before the first octet
 * @param perOctet nanoseconds that each octet adds
 * @param most nanoseconds that can be in hand: what was fast once must not pay for hours of dripping
 */
public record Pace(long grace, long perOctet, long most) {
    /** Longer than anybody waits, and far enough from the ends of a long to be added to the clock. */
    static final long FOREVER = Long.MAX_VALUE / 4;

    /** Any pace will do: only the timeout of each wait holds. */
    public static final Pace ANY = new Pace(FOREVER, 0, FOREVER);

    /** So many nanoseconds for the message as a whole, however many octets come. */
    public static Pace within(long nanos) {
        return new Pace(nanos, 0, nanos);
    }

    /**
     * Octets at this rate.
     *
     * @param octetsPerSecond at most 16 Mi, or 0 for any pace
     * @param oneWait the timeout of one wait: no more than the grace and this is ever in hand
     */
    public static Pace atLeast(long octetsPerSecond, Duration grace, Duration oneWait) {
        if (octetsPerSecond == 0) {
            return ANY;
        }
        long perOctet = Duration.ofSeconds(1).toNanos() / octetsPerSecond;
        return new Pace(grace.toNanos(), perOctet, grace.plus(oneWait).toNanos());
    }

    /** The same with all that can be in hand as its grace: for a peer that has yet to be told to begin. */
    public Pace unhurried() {
        return new Pace(most, perOctet, most);
    }
}
