package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.security.quota.Charge;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the limits of one route made of one request. Used again for later requests of its connection, also on other routes; between two it
 * refers to no configuration. Belongs to the thread of its exchange.
 */
final class ExchangeLimits implements LimitFacts {
    final KeyBuffer keys = new KeyBuffer();

    /** For one charge to be settled by itself. */
    final Charge[] alone = new Charge[1];

    /** By group of limiters that are asked together; longer than needed where another route had more. */
    private Charge[][] groups = new Charge[0][];

    private byte[] line = new byte[128];
    private @Nullable RouteLimits of;
    private boolean admitted;
    private Verdict verdict = Verdict.ALLOWED;
    private String limiter = "";
    private @Nullable Charge decisive;
    private long delayNanos;
    private @Nullable ActiveLimit refusedBy;
    private @Nullable Charge refused;
    private @Nullable ActiveLimit shownOf;
    private @Nullable Charge shown;

    /** Begins with a request on a route. */
    void begin(RouteLimits route, int count) {
        of = route;
        admitted = false;
        verdict = Verdict.ALLOWED;
        limiter = "";
        decisive = null;
        delayNanos = 0;
        refusedBy = null;
        shownOf = null;
        if (groups.length < count) {
            int before = groups.length;
            groups = Arrays.copyOf(groups, count);
            Arrays.fill(groups, before, count, new Charge[0]);
        }
    }

    /** Charges for the limiters of a group: at least so many. */
    Charge[] group(int number, int count) {
        Charge[] charges = groups[number];
        if (charges.length < count) {
            int before = charges.length;
            charges = Arrays.copyOf(charges, count);
            for (int i = before; i < count; i++) {
                charges[i] = new Charge();
            }
            groups[number] = charges;
        }
        return charges;
    }

    /** Where the fields of an answer are put together: at least so many octets. */
    byte[] line(int octets) {
        if (line.length < octets) {
            line = new byte[octets];
        }
        return line;
    }

    boolean isOf(RouteLimits route) {
        return of == route;
    }

    @Nullable
    RouteLimits of() {
        return of;
    }

    void admitted() {
        admitted = true;
    }

    boolean isAdmitted() {
        return admitted;
    }

    /** Says which limiter decided, and what. */
    void decided(Verdict said, ActiveLimit by, Charge charge) {
        verdict = said;
        limiter = by.id();
        decisive = charge;
    }

    void delayed(long nanos) {
        delayNanos = nanos;
    }

    /** This limiter has not enough for it now. */
    void refused(ActiveLimit by, Charge charge) {
        refusedBy = by;
        refused = charge;
    }

    /** Who had not enough for it last, also where it went on later; null where all had. */
    @Nullable
    ActiveLimit refusedBy() {
        return refusedBy;
    }

    Charge refusedCharge() {
        return Objects.requireNonNull(refused);
    }

    /** The client is told what this limiter leaves to it. */
    void show(ActiveLimit by, Charge charge) {
        shownOf = by;
        shown = charge;
    }

    /** Whose limit the client is told, or null for none. */
    @Nullable
    ActiveLimit shownOf() {
        return shownOf;
    }

    Charge shown() {
        return Objects.requireNonNull(shown);
    }

    /** Lets go of the route and its limiters; what was found can still be read. */
    void release() {
        of = null;
        refusedBy = null;
        shownOf = null;
        for (Charge[] group : groups) {
            for (Charge charge : group) {
                charge.clear();
            }
        }
    }

    @Override
    public Verdict verdict() {
        return verdict;
    }

    @Override
    public String limiter() {
        return limiter;
    }

    @Override
    public String key() {
        Charge charge = decisive;
        return charge == null ? "" : Ascii.text(charge.key(), 0, charge.keyLength());
    }

    @Override
    public long remaining() {
        Charge charge = decisive;
        return charge == null ? 0 : charge.remaining();
    }

    @Override
    public long delayNanos() {
        return delayNanos;
    }
}
