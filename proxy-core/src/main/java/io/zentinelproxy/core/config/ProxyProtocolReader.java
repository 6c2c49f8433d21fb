package io.zentinelproxy.core.config;

import static io.zentinelproxy.core.config.QuantityTypes.seconds;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code proxy-protocol} of a listener. */
final class ProxyProtocolReader {
    private static final Key<Network> FROM = Key.plural(
            "from",
            AddressTypes.NETWORK,
            "required",
            "Networks of the balancers that send the header. Who connects from elsewhere is the client, and a header of it a bad"
                    + " request.");

    private static final Key<Boolean> MODE = Key.defaulting(
            "mode",
            WordTypes.choice(WordTypes.sorted(Map.of("required", true, "optional", false)), List.of()),
            true,
            "Whether those networks must send it: a connection of theirs that begins otherwise is refused.");

    private static final Key<Duration> TIMEOUT = Key.defaulting(
                    "timeout-secs",
                    seconds(Duration.ofMillis(1), Duration.ofMinutes(1)),
                    Duration.ofSeconds(5),
                    "For the whole header, from accept on; from its first octet on where it is optional. Then the connection is refused.")
            .alias("timeout");

    static final Block BLOCK = Block.single(
                    "proxy-protocol",
                    "The header of version 1 or 2 in which a balancer tells of its client, whose address counts from then on.")
            .keys(FROM, MODE, TIMEOUT);

    private ProxyProtocolReader() {}

    /** Null where the listener has no such block. */
    static @Nullable ProxyProtocolSettings readFrom(Section listener) {
        boolean written = listener.has(BLOCK);
        return listener.one(BLOCK, section -> read(section, written));
    }

    private static @Nullable ProxyProtocolSettings read(Section section, boolean written) {
        if (written && !section.has(FROM)) {
            section.report(
                    "`proxy-protocol` has no `from`", "the networks of the balancers, such as from \"10.0.0.0/8\"");
        }
        List<Network> from = List.copyOf(section.all(FROM));
        boolean required = section.get(MODE);
        Duration timeout = section.get(TIMEOUT);
        return written ? new ProxyProtocolSettings(from, required, timeout) : null;
    }
}
