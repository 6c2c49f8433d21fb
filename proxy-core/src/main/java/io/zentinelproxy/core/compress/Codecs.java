package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.config.LimitSettings;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Teller;

/** What a process compresses and decompresses with. */
public record Codecs(Encoders encoders, Decoders decoders) implements Teller {
    public static Codecs of(LimitSettings.Codings limits) {
        return new Codecs(new Encoders(limits.encoders()), new Decoders(limits));
    }

    /** Limits that hold from now on. */
    public void become(LimitSettings.Codings limits) {
        encoders.most(limits.encoders());
        decoders.become(limits);
    }

    @Override
    public void tell(Figures figures) {
        encoders.tell(figures);
        decoders.tell(figures);
    }
}
