package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.BlockReader;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.proxy.ConnectionFilterSource;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.security.gate.Gate;
import io.zentinelproxy.security.gate.GateBlock;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the modules add to core. A configuration without any of their blocks loads nothing of them. */
public final class Modules {
    /** The blocks that they read. */
    public static final List<BlockReader> BLOCKS = List.of(new GateBlock());

    private final Gates gates = new Gates();

    /** The gate, which is made when the first configuration has a listener that asks for it. Belongs to who starts and reloads. */
    private static final class Gates implements ConnectionFilterSource {
        private @Nullable Gate gate;
        private @Nullable Metrics metrics;

        @Override
        public List<ConnectionFilter> filtersOf(ListenerSettings listener) throws IOException {
            if (gate == null && listener.modules().isEmpty()) {
                return List.of();
            }
            return gate().filtersOf(listener);
        }

        private Gate gate() {
            Gate there = gate;
            if (there == null) {
                there = new Gate();
                gate = there;
                if (metrics != null) {
                    there.tellOf(metrics);
                }
            }
            return there;
        }

        @Override
        public void enforced() {
            if (gate != null) {
                gate.enforced();
            }
        }

        @Override
        public void abandoned() {
            if (gate != null) {
                gate.abandoned();
            }
        }

        void tellOf(Metrics of) {
            metrics = of;
            if (gate != null) {
                gate.tellOf(of);
            }
        }
    }

    Plugs plugs() {
        return new Plugs(List.of(), List.of(gates));
    }

    void tellOf(Metrics metrics) {
        gates.tellOf(metrics);
    }
}
