package io.zentinelproxy.core.balance;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A part of the candidates given last, as long as they may be given again. Any thread. */
final class Parts {
    private record Known(Candidates of, Candidates part) {}

    private final UnaryOperator<Candidates> cut;
    private volatile @Nullable Known last;

    Parts(UnaryOperator<Candidates> cut) {
        this.cut = cut;
    }

    Candidates of(Candidates among) {
        Known known = last;
        if (known != null && known.of == among) {
            return known.part;
        }
        Candidates part = cut.apply(among);
        if (among.isLasting()) {
            last = new Known(among, part);
        }
        return part;
    }
}
