package io.zentinelproxy.core.observe;

import java.util.List;

/**
 * A metric whose value somebody else keeps and that is asked for when metrics are read. The ones that core's parts feed are named
 * here; other modules make their own.
 *
 * @param name as in the exposition; a counter's ends in {@code _total}
 * @param help one sentence
 * @param labels names of the labels that {@link Metrics#read} is given values for
 */
public record Reading(String name, String help, Kind kind, List<String> labels) {

    /** GAUGE goes up and down. COUNTER only goes up while the process lives. */
    public enum Kind {
        GAUGE,
        COUNTER
    }

    public static final Reading OPEN_CONNECTIONS =
            gauge("zentinel_open_connections", "Client connections that are open.", "listener");
    public static final Reading ACTIVE_REQUESTS =
            gauge("zentinel_active_requests", "Requests that are being served.", "listener");
    public static final Reading QUEUED_REQUESTS =
            gauge("zentinel_queued_requests", "Requests that wait for a free connection to an origin server.");
    public static final Reading BACKGROUND_REQUESTS =
            gauge("zentinel_background_requests", "Mirrored requests that are under way.");
    public static final Reading WEBHOOK_MESSAGES = counter(
            "zentinel_webhook_messages_total",
            "Messages to webhooks that are done with: delivered, refused for good, or exhausted after as many attempts as may be.",
            "webhook",
            "result");
    public static final Reading WEBHOOK_RETRIES =
            counter("zentinel_webhook_retries_total", "Attempts after the first of a message to a webhook.", "webhook");
    public static final Reading WEBHOOK_DROPPED = counter(
            "zentinel_webhook_dropped_total",
            "Messages to webhooks that were dropped: queue_full, or shutdown.",
            "webhook",
            "reason");
    public static final Reading WEBHOOK_QUEUE =
            gauge("zentinel_webhook_queue", "Messages that wait for a webhook.", "webhook");
    public static final Reading COMPRESSED_RESPONSES = counter(
            "zentinel_compressed_responses_total", "Answers whose content was compressed, by coding.", "algorithm");
    public static final Reading COMPRESSION_OCTETS = counter(
            "zentinel_compression_octets_total",
            "Octets of content that was compressed: in before, out after.",
            "algorithm",
            "direction");
    public static final Reading COMPRESSION_SKIPPED = counter(
            "zentinel_compression_skipped_total",
            "Answers on routes that compress which went as they were, by why.",
            "reason");
    public static final Reading COMPRESSION_ENCODERS =
            gauge("zentinel_compression_encoders", "Answers that are being compressed.");
    public static final Reading DECOMPRESSIONS = counter(
            "zentinel_decompression_total",
            "Requests whose content was to be decompressed, by how that ended; unfinished where one side went before.",
            "encoding",
            "result");
    public static final Reading DECOMPRESSION_OCTETS = counter(
            "zentinel_decompression_octets_total",
            "Octets of content of requests that was decompressed: in before, out after.",
            "encoding",
            "direction");
    public static final Reading DECOMPRESSION_RATIO = gauge(
            "zentinel_decompression_ratio",
            "Octets that came of each octet of content that was decompressed, on average.",
            "encoding");
    public static final Reading DECOMPRESSION_DECODERS =
            gauge("zentinel_decompression_decoders", "Decoders in use for the content of requests.");
    public static final Reading HELD_OCTETS = gauge(
            "zentinel_held_octets", "Octets held for clients and origins besides the buffers of each connection.");
    public static final Reading HELD_OCTETS_LIMIT =
            gauge("zentinel_held_octets_limit", "Octets that may be held: what does not fit is refused.");
    public static final Reading POOL_SIZE = gauge(
            "zentinel_connection_pool_size",
            "Connections to origin servers that are open, in use or idle.",
            "upstream",
            "endpoint");
    public static final Reading POOL_IDLE = gauge(
            "zentinel_connection_pool_idle",
            "Connections to origin servers that are open and wait for a request.",
            "upstream",
            "endpoint");
    public static final Reading DISCOVERY_TARGETS = gauge(
            "zentinel_discovery_targets",
            "Targets of an upstream that discovers them, those that are written included.",
            "upstream");
    public static final Reading DISCOVERY_UPDATES = counter(
            "zentinel_discovery_updates_total", "Times that discovered targets came, went or changed.", "upstream");
    public static final Reading DISCOVERY_FAILURES = counter(
            "zentinel_discovery_failures_total",
            "Answers of DNS and files of targets that changed nothing, by why.",
            "upstream",
            "reason");
    public static final Reading DNS_QUERIES =
            counter("zentinel_dns_queries_total", "Questions to DNS servers, by how they ended.", "result");
    public static final Reading DNS_TCP_QUERIES =
            counter("zentinel_dns_tcp_queries_total", "Questions to DNS servers that had to be asked over TCP.");
    public static final Reading DNS_STALE_ANSWERS = counter(
            "zentinel_dns_stale_answers_total",
            "Times that the last answer for a name served after its time, as no DNS server answered.");
    public static final Reading DNS_NAMES =
            gauge("zentinel_dns_cached_names", "Names of origins whose addresses are remembered.");
    public static final Reading UPSTREAM_TLS_HANDSHAKES = counter(
            "zentinel_upstream_tls_handshakes_total",
            "TLS handshakes with origin servers, by how they ended.",
            "upstream",
            "result");
    public static final Reading UPSTREAM_TLS_UNVERIFIED = gauge(
            "zentinel_upstream_tls_unverified",
            "1 for each upstream whose certificates are not verified, insecure-skip-verify.",
            "upstream");
    public static final Reading UPSTREAM_HTTP2_CONNECTIONS = counter(
            "zentinel_upstream_http2_connections_total", "HTTP/2 connections made to origin servers.", "upstream");
    public static final Reading UPSTREAM_HTTP2_OPEN_CONNECTIONS = gauge(
            "zentinel_upstream_http2_open_connections",
            "HTTP/2 connections to origin servers that take requests.",
            "upstream",
            "endpoint");
    public static final Reading UPSTREAM_HTTP2_STREAMS =
            counter("zentinel_upstream_http2_streams_total", "Streams opened to origin servers.", "upstream");
    public static final Reading UPSTREAM_HTTP2_OPEN_STREAMS = gauge(
            "zentinel_upstream_http2_open_streams",
            "Requests under way on HTTP/2 connections to origin servers.",
            "upstream",
            "endpoint");
    public static final Reading UPSTREAM_HTTP2_RESETS = counter(
            "zentinel_upstream_http2_resets_total",
            "Streams to origin servers that were reset, by who did and with which code.",
            "upstream",
            "side",
            "code");
    public static final Reading UPSTREAM_HTTP2_GOAWAYS = counter(
            "zentinel_upstream_http2_goaways_total",
            "HTTP/2 connections to origin servers that we ended, by the code of our GOAWAY.",
            "upstream",
            "code");
    public static final Reading TARGET_UP = gauge(
            "zentinel_upstream_target_up", "1 while a target gets requests, 0 while not.", "upstream", "endpoint");
    public static final Reading UPSTREAM_PANIC = gauge(
            "zentinel_upstream_panic",
            "1 while requests go to targets that are not available, as too few are.",
            "upstream");
    public static final Reading HEALTH_CHECKS = counter(
            "zentinel_health_checks_total",
            "Health checks of targets, by result: success or failure.",
            "upstream",
            "endpoint",
            "result");
    public static final Reading EJECTIONS = counter(
            "zentinel_upstream_ejections_total",
            "Times that a target was ejected as standing out, by reason; spared where it was not, as too many were out.",
            "upstream",
            "endpoint",
            "reason");
    public static final Reading BREAKER_STATE = gauge(
            "zentinel_circuit_breaker_state",
            "0 closed, 1 half-open, 2 open; of a target of the upstream, or of a route, where upstream and endpoint are empty.",
            "route",
            "upstream",
            "endpoint");
    public static final Reading BREAKER_TRIPS = counter(
            "zentinel_circuit_breaker_trips_total",
            "Times that a circuit breaker has opened.",
            "route",
            "upstream",
            "endpoint");
    public static final Reading CONFIG_RELOADS = counter(
            "zentinel_config_reloads_total",
            "Reloads of the configuration, by how they ended; one that failed has changed nothing.",
            "result");
    public static final Reading CONFIG_LAST_RELOAD_SUCCESSFUL =
            gauge("zentinel_config_last_reload_successful", "1 unless the last reload of the configuration failed.");
    public static final Reading CONFIG_LOADED = gauge(
            "zentinel_config_last_success_timestamp_seconds",
            "When the configuration in force was loaded, in seconds since 1970.");
    public static final Reading CONFIG_GENERATION = gauge(
            "zentinel_config_generation",
            "How often a configuration was put into force since the start, that of the start included.");
    public static final Reading CONNECTIONS =
            counter("zentinel_connections_total", "Client connections accepted.", "listener");
    public static final Reading CONNECTIONS_REFUSED =
            counter("zentinel_connections_refused_total", "Client connections turned away.", "listener", "reason");
    public static final Reading ACCEPT_FAILURES = counter(
            "zentinel_accept_failures_total", "Accepts that failed, for want of descriptors or memory.", "listener");
    public static final Reading ACCESS_LOG_DROPPED = counter(
            "zentinel_access_log_dropped_total",
            "Lines of the access log that were lost for want of room or of a disk.");
    public static final Reading ACCESS_LOG_WRITE_ERRORS = counter(
            "zentinel_access_log_write_errors_total", "Times that the access log could not be written or reopened.");

    public static final Reading ACCESS_LOG_SUPPRESSED = counter(
            "zentinel_access_log_suppressed_total",
            "Refused requests without a line in the access log, as their reason had too many within a second.",
            "reason");
    public static final Reading FILTERS_SKIPPED = counter(
            "zentinel_filters_skipped_total",
            "Times that a filter failed and the request or answer went on without it, as the route's failure mode says.",
            "route");
    public static final Reading CERTIFICATES_LEFT_OUT = counter(
            "zentinel_client_certificates_left_out_total",
            "Fields that tell an origin of a client's certificate and were left out, being too long; once for a connection.",
            "listener");
    public static final Reading LOG_DROPPED = counter(
            "zentinel_log_dropped_total",
            "Lines of the application log or the error log that were lost for want of room or of a disk.",
            "log");
    public static final Reading LOG_WRITE_ERRORS = counter(
            "zentinel_log_write_errors_total",
            "Times that the application log or the error log could not be written or reopened.",
            "log");

    public static final Reading WEBSOCKETS =
            counter("zentinel_websocket_connections_total", "WebSockets opened.", "route");
    public static final Reading WEBSOCKETS_OPEN =
            gauge("zentinel_websocket_open_connections", "WebSockets that are open.", "route");
    public static final Reading WEBSOCKET_FRAMES =
            counter("zentinel_websocket_frames_total", "WebSocket frames passed on.", "route", "direction", "opcode");

    public static final Reading RETRIES = counter(
            "zentinel_upstream_retries_total",
            "Requests sent again by the policy of their route, by what the try before came to.",
            "route",
            "reason");
    public static final Reading RETRIES_EXHAUSTED = counter(
            "zentinel_upstream_retries_exhausted_total",
            "Requests whose tries, or the time for them, were used up, or that no target was left for.",
            "route");
    public static final Reading RETRY_BUDGET_EXHAUSTED = counter(
            "zentinel_upstream_retry_budget_exhausted_total",
            "Requests that were not sent again, as too many others of the route were.",
            "route");
    public static final Reading REPLAY_OVERFLOWS = counter(
            "zentinel_upstream_replay_overflows_total",
            "Requests that were not sent again, as more of their content had gone by than is kept.",
            "route");
    public static final Reading FALLBACK_ATTEMPTS = counter(
            "zentinel_fallback_attempts_total",
            "Requests that went to another upstream than their route's own.",
            "route",
            "from_upstream",
            "to_upstream",
            "reason");
    public static final Reading FALLBACK_SUCCESS = counter(
            "zentinel_fallback_success_total",
            "Requests that another upstream answered with a status below 500.",
            "route",
            "upstream");
    public static final Reading FALLBACK_EXHAUSTED =
            counter("zentinel_fallback_exhausted_total", "Requests that no other upstream was left for.", "route");

    public static final Reading HTTP2_CONNECTIONS = counter(
            "zentinel_http2_connections_total",
            "HTTP/2 connections of clients, by how it was agreed on: alpn or prior_knowledge.",
            "listener",
            "by");
    public static final Reading HTTP2_OPEN_CONNECTIONS =
            gauge("zentinel_http2_open_connections", "HTTP/2 connections of clients that are open.", "listener");
    public static final Reading HTTP2_STREAMS = counter(
            "zentinel_http2_streams_total", "Streams that clients opened and that were not refused.", "listener");
    public static final Reading HTTP2_REFUSED_STREAMS = counter(
            "zentinel_http2_refused_streams_total",
            "Streams refused unprocessed, as too many were under way or the connection was to end.",
            "listener");
    public static final Reading HTTP2_RESETS = counter(
            "zentinel_http2_resets_total",
            "Streams reset, by who did and with which code.",
            "listener",
            "side",
            "code");
    public static final Reading HTTP2_GOAWAYS = counter(
            "zentinel_http2_goaways_total",
            "HTTP/2 connections of clients that ended in order, by the code of our last GOAWAY.",
            "listener",
            "code");
    public static final Reading HTTP2_ODD_EVENTS = counter(
            "zentinel_http2_odd_events_total",
            "What counts for the budget of a connection, `http2 max-odd-events`, by kind.",
            "listener",
            "event");
    public static final Reading HTTP2_BUDGET_WARNINGS = counter(
            "zentinel_http2_budget_warnings_total",
            "Connections that had used up three quarters of that budget and were asked to end.",
            "listener");

    public static final Reading TLS_HANDSHAKES = counter(
            "zentinel_tls_handshakes_total", "TLS handshakes of clients that ended, by how.", "listener", "result");
    public static final Reading CERTIFICATE_RELOADS = counter(
            "zentinel_tls_certificate_reloads_total",
            "Times that files of certificates, keys or authorities changed and were loaded, or could not be.",
            "listener",
            "result");
    public static final Reading CERTIFICATE_EXPIRY = gauge(
            "zentinel_tls_certificate_expiry_timestamp_seconds",
            "When a certificate in use ends, in seconds since 1970; block 0 is the default, the others are `sni` in their order.",
            "listener",
            "block",
            "file");

    public Reading {
        labels = List.copyOf(labels);
    }

    public static Reading gauge(String name, String help, String... labels) {
        return new Reading(name, help, Kind.GAUGE, List.of(labels));
    }

    public static Reading counter(String name, String help, String... labels) {
        return new Reading(name, help, Kind.COUNTER, List.of(labels));
    }
}
