package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The keys of core as the original's documents, its code and its shipped samples spell them. That all spellings of a key mean the
 * same is {@link AliasesTest}'s.
 */
class SampleSpellingsTest {

    @ParameterizedTest
    @CsvSource({
        "schema-version,schema-version",
        "schema-version,version",
        "system,system",
        "system,server",
        "system.worker-threads,worker-threads",
        "system.max-connections,max-connections",
        "system.graceful-shutdown-timeout-secs,graceful-shutdown-timeout-secs",
        "system.trace-id-format,trace-id-format",
        "listeners.listener.request-timeout-secs,request-timeout-secs",
        "listeners.listener.request-timeout-secs,request-timeout",
        "listeners.listener.keepalive-timeout-secs,keepalive-timeout-secs",
        "listeners.listener.keepalive-max-requests,keepalive-max-requests",
        "routes.route.policies.timeout-secs,timeout-secs",
        "routes.route.policies.max-body-size,max-body-size",
        "routes.route.policies.max-body-size,max-body-size-bytes",
        "upstreams.upstream.timeouts.connect,connect",
        "upstreams.upstream.timeouts.connect,connect-secs",
        "upstreams.upstream.timeouts.request,request-secs",
        "upstreams.upstream.timeouts.read,read-secs",
        "upstreams.upstream.timeouts.write,write-secs",
        "upstreams.upstream.connection-pool.idle-timeout,idle-timeout",
        "upstreams.upstream.connection-pool.idle-timeout,idle-timeout-secs",
        "upstreams.upstream.connection-pool.max-lifetime,max-lifetime-secs",
        "limits.max-header-size,max-header-size-bytes",
        "limits.max-header-count,max-header-count",
        "limits.max-body-size,max-body-size-bytes",
        "limits.max-body-buffer-bytes,max-body-buffer-bytes",
        "namespace.limits.max-body-size,max-body-size-bytes",
        "observability.access-log.buffer-size,buffer-size",
    })
    void theSpellingIsTaken(String path, String spelling) {
        Stream<String> taken = KeyCatalogue.keys().stream()
                .filter(key -> key.path().equals(path))
                .flatMap(key ->
                        Stream.concat(Stream.of(path.substring(path.lastIndexOf('.') + 1)), key.aliases().stream()));
        assertThat(taken).contains(spelling);
    }
}
