package io.zentinelproxy.security.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.filter.RouteStep;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.security.geo.TestDatabase;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in by country and score costs no allocation. */
class AccessAllocationTest {
    private static final int EXCHANGES = 2000;
    private static final int WARM_UP = 200;

    private static final String KDL = """
            listeners { listener "main" { address "127.0.0.1:0"; }; }
            upstreams { upstream "u" { target "127.0.0.1:1"; }; }
            routes { route "r" { matches { path-prefix "/"; }; upstream "u"; filters "geo" "remembering" "reputation"; }; }
            filters {
                filter "geo" { type "geo"; database-path "%1$s"; action "allow"; countries "SE" "NO"; }
                filter "remembering" { type "geo"; database-path "%1$s"; countries "JP"; cache-ttl-secs 60; }
                filter "reputation" { type "reputation"; list "%2$s"; }
            }
            """;

    @Test
    void aRequestThatIsLetInAllocatesNothing(@TempDir Path folder) throws Exception {
        Path database = folder.resolve("country.mmdb");
        TestDatabase.write(database, "SE", "JP");
        Path list = Files.writeString(folder.resolve("list.txt"), "127.0.2.0/24 60\n");
        Configuration configuration = ConfigurationLoader.parse(
                "test.kdl", KDL.formatted(database, list), List.of(new GeoType(), new ReputationType()));
        try (Access access = new Access()) {
            Map<String, RouteStep> steps = access.stepsOf(configuration.routes().getFirst(), configuration)
                    .filters();
            assertThat(steps).hasSize(3);
            RouteStep[] chain = steps.values().toArray(RouteStep[]::new);
            ClientAddress client = ClientAddress.of(InetAddress.ofLiteral("127.0.2.1"), 50_000);
            Exchange exchange = new Exchange("main", client, new RequestHead());
            ResponseHead answer = new ResponseHead();
            run(chain, exchange, answer, WARM_UP);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            threads.getCurrentThreadAllocatedBytes();
            long allocated = Long.MAX_VALUE;
            // The compiler takes its time on a loaded machine, and until then what it would do without is allocated.
            for (int round = 0; round < 20 && allocated >= EXCHANGES; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                run(chain, exchange, answer, EXCHANGES);
                allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(allocated).as("octets for %d exchanges", EXCHANGES).isLessThan(EXCHANGES);
            assertThat(exchange.findings().country()).isEqualTo("SE");
            assertThat(exchange.findings().reputation()).isEqualTo(60);
            assertThat(answer.fields().has(FieldName.X_GEOIP_COUNTRY)).isTrue();
        }
    }

    private static final byte[] LINES = Ascii.octets("\r\n");

    private static void run(RouteStep[] chain, Exchange exchange, ResponseHead answer, int times) throws Fault {
        for (int time = 0; time < times; time++) {
            exchange.begin(0, 0);
            exchange.head().fields().reset(LINES);
            answer.fields().reset(LINES);
            for (RouteStep step : chain) {
                if (step.request() != null) {
                    step.request().onRequestHead(exchange);
                }
                if (step.response() != null) {
                    step.response().onResponseHead(exchange, answer);
                }
            }
        }
    }
}
