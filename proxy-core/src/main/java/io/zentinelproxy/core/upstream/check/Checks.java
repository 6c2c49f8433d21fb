package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.config.HealthCheckSettings;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.upstream.health.CheckFailed;
import io.zentinelproxy.core.upstream.health.HealthCheck;

/** The checks that a configuration can ask for. */
public final class Checks {
    private Checks() {}

    /** @param offer the versions of HTTP that requests to the upstream are made in */
    public static HealthCheck of(HealthCheckSettings.Probe probe, Offer offer, CheckParts parts) {
        return switch (probe) {
            case HealthCheckSettings.Http http -> new HttpCheck(http, offer, parts);
            case HealthCheckSettings.Tcp tcp -> tcp(parts);
            case HealthCheckSettings.Grpc grpc -> new GrpcCheck(grpc.service(), parts);
        };
    }

    private static HealthCheck tcp(CheckParts parts) {
        return (endpoint, until) -> {
            try {
                parts.dial().connect(endpoint, Offer.HTTP1, until).close();
            } catch (UpstreamFault fault) {
                throw failed(fault);
            }
        };
    }

    /** What a fault says of the target, in the words of the log. */
    static CheckFailed failed(Fault fault) {
        return new CheckFailed(fault.reason());
    }
}
