package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.security.file.BadFileException;
import io.zentinelproxy.security.file.Lines;
import io.zentinelproxy.security.file.Networks;
import io.zentinelproxy.security.file.Source;
import io.zentinelproxy.security.prefix.PrefixTable;
import io.zentinelproxy.security.prefix.PrefixTableBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who is named to be let in and who to be kept out, as one table: the longest prefix that holds an address decides, and of the same
 * prefix on both lists {@link #DENY}, which is the greater.
 */
record AddressLists(List<Network> allow, List<Network> deny, List<Path> allowFiles, List<Path> denyFiles)
        implements Source<PrefixTable> {
    static final int ALLOW = 0;
    static final int DENY = 1;

    boolean isEmpty() {
        return !allowsSome() && deny.isEmpty() && denyFiles.isEmpty();
    }

    /** Whether there is a list of who is let in, be it empty. */
    boolean allowsSome() {
        return !allow.isEmpty() || !allowFiles.isEmpty();
    }

    @Override
    public List<Path> files() {
        return Stream.concat(allowFiles.stream(), denyFiles.stream()).toList();
    }

    @Override
    public PrefixTable read() throws BadFileException {
        PrefixTableBuilder table = new PrefixTableBuilder();
        allow.forEach(network -> table.add(network, ALLOW));
        deny.forEach(network -> table.add(network, DENY));
        for (Path file : allowFiles) {
            read(file, ALLOW, table);
        }
        for (Path file : denyFiles) {
            read(file, DENY, table);
        }
        return table.build();
    }

    private static void read(Path file, int value, PrefixTableBuilder table) throws BadFileException {
        Lines.read(file, (line, text) -> {
            Networks.requireRoom(file, line, table.size());
            table.add(Networks.parse(file, line, text), value);
        });
    }
}
