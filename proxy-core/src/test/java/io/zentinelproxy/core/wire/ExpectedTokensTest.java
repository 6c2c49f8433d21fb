package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.filter.Verdict;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A module tells what requests will take, and they go where least is waiting. */
class ExpectedTokensTest {
    private static final byte[] FIELD = Ascii.octets("tokens");

    private static final Plugs TELLING = Plugs.NONE.filtering(List.of(ExpectedTokensTest::tell));

    private static Verdict tell(Exchange exchange) {
        Fields fields = exchange.head().fields();
        int line = fields.find(FIELD, 0);
        if (line >= 0) {
            exchange.tokens().expect(Long.parseLong(fields.value(line)));
        }
        return Verdict.CONTINUE;
    }

    @Test
    void aLargeRequestKeepsOthersAwayUntilItIsOver() {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind("\"least_tokens_queued\"", TELLING);
                RawClient large = fleet.hold(proxy, "tokens: 100000\r\n");
                RawClient one = fleet.hold(proxy, "tokens: 10\r\n");
                RawClient two = fleet.hold(proxy, "tokens: 10\r\n");
                RawClient three = fleet.hold(proxy, "tokens: 10\r\n")) {
            assertThat(List.of(
                            fleet.origin(0).requests().size(),
                            fleet.origin(1).requests().size()))
                    .containsExactlyInAnyOrder(1, 3);
            fleet.release();
            List.of(large, one, two, three).forEach(RawClient::read);
        }
    }

    @Test
    void byRequestsAloneItWouldBeShared() {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind("\"least_tokens_queued\"");
                RawClient large = fleet.hold(proxy, "tokens: 100000\r\n");
                RawClient one = fleet.hold(proxy, "tokens: 10\r\n");
                RawClient two = fleet.hold(proxy, "tokens: 10\r\n");
                RawClient three = fleet.hold(proxy, "tokens: 10\r\n")) {
            assertThat(fleet.origin(0).requests()).hasSize(2);
            assertThat(fleet.origin(1).requests()).hasSize(2);
        }
    }

    @Test
    void theFilterOfAModuleMayRefuse() {
        Plugs refusing = Plugs.NONE.filtering(List.of(exchange -> {
            throw new LimitFault(LimitFault.Kind.IN_FLIGHT_EXHAUSTED);
        }));
        try (Fleet fleet = new Fleet(1);
                RunningProxy proxy = fleet.behind("\"least_tokens_queued\"", refusing);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(503);
            assertThat(fleet.origin(0).requests()).isEmpty();
        }
    }
}
