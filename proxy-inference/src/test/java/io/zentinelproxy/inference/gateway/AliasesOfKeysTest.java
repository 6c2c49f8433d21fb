package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.inference.model.Usage;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other spellings of keys mean the same, and what the original says of models in another place is told where that is. */
class AliasesOfKeysTest {
    private static Configuration read(String keys) throws ConfigurationException {
        Piece route = Piece.route("inference { " + keys + "; }");
        return ConfigurationLoader.parse(
                "test.kdl", ProxyKdl.inFrontOf(new InetSocketAddress("127.0.0.1", 9), route), ModelProxy.EXTENSIONS);
    }

    @ParameterizedTest
    @CsvSource({
        "budget { limit 7; }, budget { limit-tokens 7; }",
        "cost-attribution { pricing { model \"m\" { input-cost-per-1k 1; output-cost-per-1k 2; }; }; },"
                + " cost-attribution { models { model \"m\" { input-cost-per-1k 1; output-cost-per-1k 2; }; }; }"
    })
    void anAliasComesToTheSameConfiguration(String shown, String aliased) throws ConfigurationException {
        assertThat(settings(aliased)).isEqualTo(settings(shown)).isNotEqualTo(settings("provider \"openai\""));
    }

    private static String settings(String keys) throws ConfigurationException {
        ModelRouteSettings read = read(keys).routes().getFirst().module(ModelRouteSettings.class);
        assertThat(read).isNotNull();
        return read.budgets() + " "
                + (read.prices() == null ? "" : read.prices().cost("m", new Usage(10, 0, 0, 10, 0)));
    }

    @Test
    void strategiesOfRoutesHaveTheirPlaceInUpstreams() {
        assertThat(catchThrowable(() -> read("routing { strategy \"least_latency\"; }")))
                .hasMessageContaining("`routing` has its place elsewhere: `load-balancing` of the upstream");
    }
}
