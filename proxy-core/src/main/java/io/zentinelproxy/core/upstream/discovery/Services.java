package io.zentinelproxy.core.upstream.discovery;

import io.zentinelproxy.core.config.AddressTypes;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import io.zentinelproxy.core.upstream.dns.ServiceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From SRV records to targets (RFC 2782). */
final class Services {
    private Services() {}

    /**
     * Those of the lowest priority that has any that can be connected to, by name. A weight of 0 is next to none: the least that there
     * is.
     */
    static List<Target> targets(List<ServiceRecord> records) {
        List<Target> targets = new ArrayList<>();
        int priority = -1;
        for (ServiceRecord record : records.stream()
                .sorted(Comparator.comparingInt(ServiceRecord::priority)
                        .thenComparing(ServiceRecord::host)
                        .thenComparing(ServiceRecord::port))
                .toList()) {
            if (!targets.isEmpty() && record.priority() != priority) {
                break;
            }
            // The root as a host says that there is no such service; a port of 0 cannot be connected to.
            if (!record.host().isEmpty() && record.port() != 0 && isHost(record)) {
                priority = record.priority();
                targets.add(
                        Target.of(new OriginAddress.Tcp(record.host(), record.port()), Math.max(1, record.weight())));
            }
        }
        return targets;
    }

    /** A record may say anything; what a configuration could not say is no host. */
    private static boolean isHost(ServiceRecord record) {
        try {
            AddressTypes.origin(record.host() + ":" + record.port());
            return true;
        } catch (Refusal notAHost) {
            return false;
        }
    }
}
