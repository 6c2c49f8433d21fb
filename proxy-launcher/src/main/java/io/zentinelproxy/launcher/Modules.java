package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.BlockReader;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.security.gate.Gate;
import io.zentinelproxy.security.gate.GateBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the modules add to core. A configuration without any of their blocks loads nothing of them. */
public final class Modules {
    /** The blocks that they read. */
    public static final List<BlockReader> BLOCKS = List.of(new GateBlock());

    /** Null where no listener asks for it. Its thread is a daemon and ends with the process. */
    private final @Nullable Gate gate;

    private Modules(@Nullable Gate gate) {
        this.gate = gate;
    }

    static Modules of(Configuration configuration) {
        boolean any = configuration.listeners().stream()
                .anyMatch(listener -> !listener.modules().isEmpty());
        return new Modules(any ? new Gate() : null);
    }

    Plugs plugs() {
        return gate == null ? Plugs.NONE : new Plugs(List.of(), List.of(gate));
    }

    void tellOf(Metrics metrics) {
        if (gate != null) {
            gate.tellOf(metrics);
        }
    }
}
