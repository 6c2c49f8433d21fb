package io.zentinelproxy.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.compress.Codecs;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.TlsMembers;
import io.zentinelproxy.core.uri.PathLeniency;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters run for every request: a chain of ten of them that lets it pass allocates nothing. */
class ChainAllocationTest {
    private static final int EXCHANGES = 2000;
    private static final int WARM_UP = 200;

    private static final String KDL = """
            listeners { listener "main" { address "127.0.0.1:0"; }; }
            upstreams { upstream "u" { target "127.0.0.1:1"; }; }
            routes {
                route "r" {
                    matches { path-prefix "/api"; }
                    upstream "u"
                    filters "h1" "h2" "h3" "h4" "rewrite" "host" "cors" "time" "log1" "log2"
                    policies { deny "10.0.0.0/8"; hsts; response-headers { set "X-P" "1"; }; failure-mode "open"; }
                }
            }
            filters {
                filter "h1" { type "headers"; set "X-A" "1"; }
                filter "h2" { type "headers"; phase "both"; add "X-B" "2"; remove "Server"; }
                filter "h3" { type "headers"; phase "response"; set "X-C" "3"; }
                filter "h4" { type "headers"; rename "X-D" "X-E"; }
                filter "rewrite" { type "url-rewrite"; path { replace-prefix-match "/v2"; }; }
                filter "host" { type "url-rewrite"; hostname "api.test"; }
                filter "cors" { type "cors"; allowed-origins "https://app.test"; }
                filter "time" { type "timeout"; request-timeout-secs 5; }
                filter "log1" { type "log"; fields "User-Agent"; }
                filter "log2" { type "log"; level "debug"; }
            }
            observability { logging { format "json"; file "%s"; }; }
            """;

    @Test
    void aChainOfTenFiltersAllocatesNothing(@TempDir Path directory) throws Exception {
        Configuration configuration =
                ConfigurationLoader.parse("test.kdl", KDL.formatted(directory.resolve("application.log")));
        try (EventLog log = EventLog.open(configuration.observability().logging())) {
            FilterChain chain = FilterCompiler.compile(
                    configuration.routes().getFirst(),
                    log,
                    new TlsMembers(new Slots.Plan()),
                    List.of(),
                    Codecs.of(configuration.limits().codings()));
            Exchange exchange =
                    new Exchange("main", ClientAddress.of(InetAddress.getLoopbackAddress(), 50_000), new RequestHead());
            ResponseHead answer = new ResponseHead();
            byte[] octets = Ascii.octets("HTTP/1.1 200 OK\r\nServer: o\r\nContent-Type: text/plain\r\n");
            run(chain, exchange, answer, octets, WARM_UP);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            threads.getCurrentThreadAllocatedBytes();
            long before = threads.getCurrentThreadAllocatedBytes();
            run(chain, exchange, answer, octets, EXCHANGES);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as("octets for %d exchanges", EXCHANGES).isLessThan(EXCHANGES);
            assertThat(chain.skipped()).isZero();
        }
    }

    private static final byte[] REQUEST = Ascii.octets(
            "GET /api/users?id=1 HTTP/1.1\r\nHost: a.test\r\nOrigin: https://app.test\r\nUser-Agent: t\r\n");

    private static void run(FilterChain chain, Exchange exchange, ResponseHead answer, byte[] octets, int times)
            throws Exception {
        for (int i = 0; i < times; i++) {
            exchange.begin(1_795_514_400_123L, i);
            exchange.secure(true);
            RequestHead head = exchange.head();
            head.reset(REQUEST);
            head.method(0, 3);
            head.target(4, 19);
            head.path(4, PathLeniency.NONE);
            head.fields().addRead(30, 34, 36, 42, 44);
            head.fields().addRead(44, 50, 52, 68, 70);
            head.fields().addRead(70, 80, 82, 83, 85);
            answer.reset(octets, HttpVersion.HTTP_1_1, 200, 13, 15);
            answer.fields().addRead(17, 23, 25, 26, 28);
            answer.fields().addRead(28, 40, 42, 52, 54);
            if (chain.onRequestHead(exchange) != Verdict.CONTINUE) {
                throw new AssertionError("the request did not pass");
            }
            chain.onResponseHead(exchange, answer);
        }
    }
}
