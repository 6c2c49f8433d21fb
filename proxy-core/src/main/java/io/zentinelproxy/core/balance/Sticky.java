package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.Cookies;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the endpoint that the client's cookie names. A client without one, or with one that is not ours, is too old or names an endpoint
 * that is away, gets another by another algorithm, and a cookie that names that. A cookie that holds is given out anew once half of its
 * time is over. It is for us alone: origins do not see it. Any thread.
 */
final class Sticky implements Balancer {
    /** How far the clocks of those who give out cookies may differ, in seconds. */
    private static final int CLOCK_SKEW = 300;

    private static final long MILLIS_PER_SECOND = 1000;

    private final List<Endpoint> endpoints;
    private final byte[] name;
    private final long ttl;
    private final StickyTokens tokens;
    private final Balancer fallback;
    private final String before;
    private final String behind;

    Sticky(List<Endpoint> endpoints, BalancingSettings.Cookie cookie, StickyTokens tokens, Balancer fallback) {
        this.endpoints = endpoints;
        this.tokens = tokens;
        this.fallback = fallback;
        name = Ascii.octets(cookie.name());
        ttl = cookie.ttl().toSeconds();
        before = cookie.name() + "=";
        behind = attributes(cookie);
    }

    private static String attributes(BalancingSettings.Cookie cookie) {
        return "; Path=" + cookie.path()
                + (cookie.ttl().isZero() ? "" : "; Max-Age=" + cookie.ttl().toSeconds())
                + "; HttpOnly" + (cookie.secure() ? "; Secure" : "")
                + "; SameSite=" + cookie.sameSite().word();
    }

    @Override
    public @Nullable Endpoint choose(Exchange request, Candidates among) {
        long now = request.startMillis() / MILLIS_PER_SECOND;
        long said = takeCookie(request);
        long age = now - (said >>> Integer.SIZE);
        int position = (int) said;
        if (said != StickyTokens.NONE && isFresh(age) && among.isUsable(position)) {
            request.session().kept(true);
            request.session().cookie(isHalfOver(age) ? cookie(position, now) : null);
            return endpoints.get(position);
        }
        request.session().kept(false);
        Endpoint chosen = fallback.choose(request, among);
        request.session().cookie(chosen == null ? null : cookie(endpoints.indexOf(chosen), now));
        return chosen;
    }

    /** What the cookie says, or {@link StickyTokens#NONE}; it is gone from the request then. */
    private long takeCookie(Exchange request) {
        Fields fields = request.head().fields();
        Cookies.Value value = fields.has(FieldName.COOKIE) ? Cookies.find(fields, name) : null;
        if (value == null) {
            return StickyTokens.NONE;
        }
        long said = tokens.read(value);
        Cookies.remove(fields, name);
        return said;
    }

    private boolean isFresh(long age) {
        return age >= -CLOCK_SKEW && (ttl == 0 || age <= ttl);
    }

    private boolean isHalfOver(long age) {
        return ttl != 0 && age > ttl / 2;
    }

    private byte[] cookie(int position, long second) {
        byte[] token = tokens.of(position, second);
        return Ascii.octets(before + Ascii.text(token, 0, token.length) + behind);
    }

    @Override
    public void ended(Endpoint endpoint, Outcome outcome, long headNanos) {
        fallback.ended(endpoint, outcome, headNanos);
    }
}
