package io.zentinelproxy.launcher.original;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a later version of ours will act on, by the names that the original's configurations have for it. */
final class LaterCapabilities {
    private static final Pattern REFUSED = Pattern.compile("`([^`]+)` is known, but not supported by this version");

    /** For good: what it says is said in another place. */
    private static final Pattern ELSEWHERE = Pattern.compile("`[^`]+` has its place elsewhere: (.+)");

    /** Only on the machine that the file is for. */
    private static final Pattern MISSING = Pattern.compile("the file `/etc/zentinel/certs/[^`]+` does not exist");

    private static final Map<String, String> BY_NAME = new LinkedHashMap<>();

    static {
        add("TLS on both sides", "tls");
        add("certificates by ACME", "acme");
        add("health of upstreams: checks and breakers", "health-check", "circuit-breaker");
        add(
                "limits by client, route and server",
                "max-connections-per-client",
                "max-connections-per-route",
                "max-total-connections",
                "max-idle-connections-per-upstream",
                "max-in-flight-requests",
                "max-in-flight-requests-per-worker",
                "max-queued-requests",
                "max-requests-per-second-global",
                "max-requests-per-second-per-client",
                "max-header-name-bytes",
                "max-header-value-bytes");
        add(
                "agents and the firewall",
                "agent",
                "agents",
                "waf",
                "waf-enabled",
                "max-agent-queue-depth",
                "max-agent-body-bytes",
                "max-agent-response-bytes",
                "max-body-inspection-bytes",
                "audit-log");
        add("cache", "cache", "cache-purge", "cache-stats");
        add("static files", "static-files");
        add("schemas of APIs", "api-schema");
        add(
                "WebSocket: pings and limits",
                "ping-interval-secs",
                "ping-timeout-secs",
                "max-message-size-bytes",
                "max-connections-per-ip");
        add("guardrails of models", "guardrails");
        add("tracing", "tracing");
    }

    private LaterCapabilities() {}

    private static void add(String capability, String... names) {
        List.of(names).forEach(name -> BY_NAME.put(name, capability));
    }

    /** The capability that makes this message go away, or null where none does. */
    static String of(String message) {
        if (MISSING.matcher(message).matches()) {
            return "the certificate that it names";
        }
        Matcher elsewhere = ELSEWHERE.matcher(message);
        if (elsewhere.matches()) {
            return "never: " + elsewhere.group(1);
        }
        Matcher refused = REFUSED.matcher(message);
        return refused.matches() ? BY_NAME.get(refused.group(1)) : null;
    }
}
