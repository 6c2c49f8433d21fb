package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.BlockReader;
import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.core.config.Section;

/** The plug of the block {@code connection-filters}: what it declares is loaded by the first configuration that has one. */
public final class GateBlock implements BlockReader {
    @Override
    public String within() {
        return "listener";
    }

    @Override
    public Block block() {
        return GateReader.BLOCK;
    }

    @Override
    public ModuleSettings read(Section section) {
        return GateReader.read(section);
    }
}
