package io.zentinelproxy.security.gate;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.AddressTypes;
import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.core.config.ProcessTypes;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.gate.GateSettings.ClientLimits;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code connection-filters}, and the files that it names. */
final class GateReader {
    private static final int MAX_RATE = 1_000_000;
    private static final int MAX_TRACKED = 1 << 22;

    private static final Key<Network> ALLOW = Key.plural(
            "allow",
            AddressTypes.NETWORK,
            "all",
            "Who may connect; with this or `allow-file` nobody else may. The longest prefix that holds an address decides.");

    private static final Key<Network> DENY = Key.plural(
            "deny",
            AddressTypes.NETWORK,
            "none",
            "Who may not connect. Of the same prefix on both lists this one holds.");

    private static final Key<Path> ALLOW_FILE = Key.plural(
            "allow-file",
            ProcessTypes.FILE,
            "none",
            "Files with more of `allow`: an address or network a line, remarks behind `#`. Read again when they change.");

    private static final Key<Path> DENY_FILE =
            Key.plural("deny-file", ProcessTypes.FILE, "none", "Files with more of `deny`, likewise.");

    private static final Key<Integer> MAX_CONNECTIONS = Key.defaulting(
            "max-connections",
            count(0, Integer.MAX_VALUE),
            0,
            "Connections that one client may have open at this listener; 0 means no limit.");

    private static final Key<Integer> MAX_NEW = Key.defaulting(
            "max-rate",
            count(0, MAX_RATE),
            0,
            "Connections that one client may open a second, in the long run; 0 means no limit.");

    private static final Key<Integer> BURST = Key.optional(
            "burst",
            count(1, MAX_RATE),
            "as `max-rate`",
            "Connections that one client may open at once after a pause.");

    private static final Key<Integer> IPV4_PREFIX = Key.defaulting(
            "ipv4-prefix",
            count(8, 32),
            32,
            "Bits of an IPv4 address by which a client is known to `max-connections` and `max-rate`.");

    private static final Key<Integer> IPV6_PREFIX = Key.defaulting(
            "ipv6-prefix",
            count(16, 64),
            64,
            "Bits of an IPv6 address by which a client is known to `max-connections` and `max-rate`.");

    private static final Key<Integer> TRACKED = Key.defaulting(
            "max-tracked",
            count(1024, MAX_TRACKED),
            65_536,
            "Clients whose rate is known at once, 16 octets each; beyond that, the one that has used least is forgotten.");

    static final Block BLOCK = Block.single(
                    "connection-filters",
                    "Who may connect here, decided right after accept, before any octet of TLS or HTTP. In this order: lists,"
                            + " country, reputation, connections, rate.")
            .keys(
                    ALLOW,
                    DENY,
                    ALLOW_FILE,
                    DENY_FILE,
                    MAX_CONNECTIONS,
                    MAX_NEW,
                    BURST,
                    IPV4_PREFIX,
                    IPV6_PREFIX,
                    TRACKED)
            .blocks(CountryReader.BLOCK, ReputationReader.BLOCK);

    private GateReader() {}

    static GateSettings read(Section section) {
        return new GateSettings(
                readLists(section),
                section.optional(CountryReader.BLOCK, CountryReader::read),
                section.optional(ReputationReader.BLOCK, ReputationReader::read),
                readLimits(section));
    }

    private static GateSettings.@Nullable Lists readLists(Section section) {
        List<Located<Path>> allowFiles = section.allLocated(ALLOW_FILE);
        List<Located<Path>> denyFiles = section.allLocated(DENY_FILE);
        AddressLists lists = new AddressLists(
                section.all(ALLOW), section.all(DENY), paths(section, allowFiles), paths(section, denyFiles));
        if (lists.isEmpty()) {
            return null;
        }
        Loaded<PrefixTable> table = Loaded.of(lists, section, firstOf(allowFiles, denyFiles));
        return table == null ? null : new GateSettings.Lists(table, lists.allowsSome());
    }

    private static List<Path> paths(Section section, List<Located<Path>> files) {
        return files.stream().map(file -> section.resolve(file.value())).toList();
    }

    private static @Nullable Located<Path> firstOf(List<Located<Path>> some, List<Located<Path>> others) {
        if (!some.isEmpty()) {
            return some.getFirst();
        }
        return others.isEmpty() ? null : others.getFirst();
    }

    private static ClientLimits readLimits(Section section) {
        int rate = section.get(MAX_NEW);
        Integer burst = section.find(BURST);
        ClientPrefix prefix = new ClientPrefix(section.get(IPV4_PREFIX), section.get(IPV6_PREFIX));
        return new ClientLimits(
                section.get(MAX_CONNECTIONS),
                rate,
                burst == null ? Math.max(rate, 1) : burst,
                prefix,
                section.get(TRACKED));
    }
}
