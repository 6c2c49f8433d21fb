package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.UpstreamSettings.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the targets of an upstream in all spellings of the original: {@code target "h:p" weight=1} directly in the upstream
 * or in a block {@code targets}, where {@code -} or the address itself may stand for the word {@code target}.
 */
final class TargetReader {
    private static final Key<ZonedAddress> ADDRESS_ARGUMENT = Key.optional(
            "address",
            ZonedAddress.TYPE,
            "given as a key",
            "Host and port of the origin server, or `unix:` and the path of its socket.");

    private static final Key<ZonedAddress> ADDRESS = Key.optional(
            "address",
            ZonedAddress.TYPE,
            "given behind `target`",
            "Host and port of the origin server, or `unix:` and the path of its socket.");

    /** The original's shorthand for an upstream of one target. */
    static final Key<ZonedAddress> ONLY_ADDRESS = Key.optional(
            "address", ZonedAddress.TYPE, "given as `target`", "The one origin server, in place of a `target`.");

    private static final Key<Integer> WEIGHT = Key.defaulting(
            "weight",
            QuantityTypes.count(1, 1_000_000),
            1,
            "The share of the requests that it gets, against those of the others.");

    private static final Key<Integer> MAX_REQUESTS = Key.defaulting(
            "max-requests",
            QuantityTypes.count(0, 1_000_000),
            0,
            "Requests that it gets at once; where no other target can take one more, it is answered with 503. 0 means no limit.");

    private static final Key<String> ZONE = Key.optional(
            "zone",
            BalancingTypes.NAME,
            "unknown, unless the address begins with it",
            "Where it stands: `locality_aware` prefers targets of the proxy's own zone. Also written before the address: `zone:host:port`.");

    static final Block TARGET = Block.repeated("target", "An origin server; at least one.")
            .arguments(ADDRESS_ARGUMENT)
            .keys(ADDRESS, WEIGHT, MAX_REQUESTS, ZONE)
            .unsupported("metadata");

    /** The spelling in which the node's own name is the address. */
    private static final Block NAMED_BY_ADDRESS = Block.repeated("target", "An origin server.")
            .keys(WEIGHT, MAX_REQUESTS, ZONE)
            .unsupported("metadata");

    private static final Block LISTED_TARGET = TARGET.alias("-");

    static final Block TARGETS = Block.repeated(
                    "targets", "Another place for targets; the word `target` may be left out before an address here.")
            .blocks(LISTED_TARGET);

    private TargetReader() {}

    /**
     * The targets of the upstream that the section is.
     *
     * @param mayBeNone whether they come from elsewhere as well
     */
    static List<Target> readAll(Section section, boolean mayBeNone) {
        boolean anyDirect = section.has(TARGET);
        boolean anyList = section.has(TARGETS);
        List<Located<Target>> targets = new ArrayList<>(section.each(TARGET, TargetReader::read));
        section.each(TARGETS, TargetReader::readList).forEach(targets::addAll);
        boolean anyShort = section.has(ONLY_ADDRESS);
        Located<ZonedAddress> only = section.locate(ONLY_ADDRESS);
        if (only != null) {
            targets.add(new Located<>(
                    new Target(only.value().address(), 1, 0, only.value().zone()), only.position()));
        }
        if (anyShort && (anyDirect || anyList)) {
            section.report("`" + section.name() + "` has both an `address` and targets", "one of them");
        }
        if (!mayBeNone && !anyDirect && !anyList && !anyShort) {
            section.report("`" + section.name() + "` has no `target`", ZonedAddress.TYPE.expected());
        }
        return targets.stream()
                .sorted((one, other) -> one.position().compareTo(other.position()))
                .map(Located::value)
                .toList();
    }

    private static List<Located<Target>> readList(Section section) {
        if (section.isEmpty()) {
            section.report("`" + section.name() + "` is empty", ZonedAddress.TYPE.expected());
        }
        List<Located<Target>> targets = new ArrayList<>(section.each(LISTED_TARGET, TargetReader::read));
        targets.addAll(
                section.named(name -> name.indexOf(':') >= 0, NAMED_BY_ADDRESS, TargetReader::readNamedByAddress));
        return targets;
    }

    private static @Nullable Located<Target> read(Section section) {
        boolean keyWritten = section.has(ADDRESS);
        Located<ZonedAddress> argument = section.argument(ADDRESS_ARGUMENT);
        Located<ZonedAddress> key = section.locate(ADDRESS);
        int weight = section.get(WEIGHT);
        int maxRequests = section.get(MAX_REQUESTS);
        String zone = section.find(ZONE);
        if (argument != null && key != null) {
            section.report("`target` has its address twice", "it behind `target` or as `address`");
        }
        if (!section.hasArguments() && !keyWritten) {
            section.report("`target` has no address", ZonedAddress.TYPE.expected());
        }
        Located<ZonedAddress> address = argument == null ? key : argument;
        return address == null ? null : target(section, address.value(), weight, maxRequests, zone);
    }

    private static @Nullable Located<Target> readNamedByAddress(Section section) {
        ZonedAddress address = section.nameAs(ZonedAddress.TYPE);
        int weight = section.get(WEIGHT);
        int maxRequests = section.get(MAX_REQUESTS);
        String zone = section.find(ZONE);
        return address == null ? null : target(section, address, weight, maxRequests, zone);
    }

    private static Located<Target> target(
            Section section, ZonedAddress address, int weight, int maxRequests, @Nullable String zone) {
        if (zone != null && address.zone() != null) {
            section.report("`target` has its zone twice", "it before the address or as `zone`");
        }
        String where = zone == null ? address.zone() : zone;
        return new Located<>(new Target(address.address(), weight, maxRequests, where), section.position());
    }
}
