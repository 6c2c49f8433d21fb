package io.zentinelproxy.core.net;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission.Admitted;
import io.zentinelproxy.core.net.Admission.Permit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filters of one listener in their order: the first that refuses decides, and what those before it granted is given back. */
final class FilterChain implements ConnectionFilter {
    private final ConnectionFilter[] filters;

    FilterChain(List<ConnectionFilter> filters) {
        this.filters = filters.toArray(ConnectionFilter[]::new);
    }

    @Override
    public Admission admit(ClientAddress client) {
        Admitted sum = Admission.PLAIN;
        try {
            for (ConnectionFilter filter : filters) {
                switch (filter.admit(client)) {
                    case ConnectionRefusal refusal -> {
                        giveBack(sum);
                        return refusal;
                    }
                    case Admitted more -> sum = join(sum, more);
                }
            }
        } catch (RuntimeException | Error e) {
            giveBack(sum);
            throw e;
        }
        return sum;
    }

    private static void giveBack(Admitted granted) {
        if (granted.permit() != null) {
            granted.permit().giveBack();
        }
    }

    private static Admitted join(Admitted one, Admitted other) {
        if (other == Admission.PLAIN) {
            return one;
        }
        if (one == Admission.PLAIN) {
            return other;
        }
        return new Admitted(Math.max(one.flag(), other.flag()), join(one.permit(), other.permit()));
    }

    private static @Nullable Permit join(@Nullable Permit one, @Nullable Permit other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return () -> {
            one.giveBack();
            other.giveBack();
        };
    }

    @Override
    public List<ConnectionRefusal> refusals() {
        List<ConnectionRefusal> all = new ArrayList<>();
        for (ConnectionFilter filter : filters) {
            all.addAll(filter.refusals());
        }
        return all;
    }
}
