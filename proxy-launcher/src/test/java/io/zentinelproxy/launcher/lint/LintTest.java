package io.zentinelproxy.launcher.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LintTest {
    private static final String GOOD = """
            listeners { listener "main" { address "10.0.0.1:8080"; trusted-proxies "10.0.0.0/8"; }; }
            routes { route "all" { upstream "two"; }; }
            upstreams { upstream "two" { target "a:1"; target "b:1"; timeouts { request 60; }; health-check { type "tcp"; }; }; }
            observability { access-log { file "stdout"; }; }
            """;

    private static final String OTHER = """
            upstream "x" { target "c:1"; target "d:1"; timeouts { request 60; }; health-check { type "tcp"; }; };
            """;

    @Test
    void nothingIsSaidOfWhatIsUsuallyMeant() throws Exception {
        assertThat(codes(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    trusts-everybody      | 10.0.0.0/8             | 0.0.0.0/0
                    trusts-everybody      | 10.0.0.0/8             | ::/0
                    proxy-header-of-everybody | "10.0.0.0/8";      | "10.0.0.0/8"; proxy-protocol { from "10.0.0.1" "0.0.0.0/0"; };
                    no-request-timeout    | timeouts { request 60; }; |
                    single-target         | target "b:1";          |
                    no-health-check       | health-check { type "tcp"; }; |
                    duplicate-target      | target "b:1"           | target "a:1"
                    sticky-without-secret | target "b:1"           | load-balancing "sticky"; target "b:1"
                    no-metrics            | observability {        | observability { metrics { enabled #false; };
                    admin-exposed         | observability {        | observability { metrics { address "10.0.0.1:9090"; };
                    no-access-log         | access-log { file "stdout"; }; |
                    large-body-limit      | upstream "two"; };     | upstream "two"; policies { max-body-size "2GB"; }; };
                    fails-open            | upstream "two"; };     | upstream "two"; policies { failure-mode "open"; }; };
                    large-body-limit      | observability {        | limits { max-body-size "2GB"; }; observability {
                    """)
    void oneThingIsWarnedOfByItsCode(String code, String good, String instead) throws Exception {
        assertThat(codes(GOOD.replace(good, instead == null ? "" : instead))).containsExactly(code);
    }

    @Test
    void anUpstreamWithoutARouteIsUnused() throws Exception {
        String text = GOOD.replace("upstreams {", "upstreams { " + OTHER);

        assertThat(Lint.of(ConfigurationLoader.parse("x.kdl", text)))
                .singleElement()
                .extracting(Lint.Warning::text)
                .asString()
                .startsWith("warning[unused-upstream]: upstream \"x\" is used by no route\n  ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shadow { upstream \"x\"; };", "fallback { fallback-upstream \"x\"; };"})
    void anUpstreamForCopiesOrToFallBackOnIsUsed(String use) throws Exception {
        String text = GOOD.replace("upstream \"two\"; };", "upstream \"two\"; " + use + " };")
                .replace("upstreams {", "upstreams { " + OTHER);

        assertThat(codes(text)).isEmpty();
    }

    @Test
    void aTimeoutOfTheRouteIsOneOfTheUpstream() throws Exception {
        String text = GOOD.replace("timeouts { request 60; }; ", "")
                .replace("upstream \"two\"; };", "upstream \"two\"; policies { timeout-secs 5; }; };");

        assertThat(codes(text)).isEmpty();
    }

    @Test
    void everybodyMayBeTrustedOnLoopback() throws Exception {
        assertThat(codes(GOOD.replace("10.0.0.1:8080", "127.0.0.1:8080").replace("10.0.0.0/8", "0.0.0.0/0")))
                .isEmpty();
    }

    @Test
    void aCodeIsGivenOnce() {
        assertThat(Lint.rules()).extracting(Rule::code).doesNotHaveDuplicates();
    }

    private static List<String> codes(String text) throws ConfigurationException {
        return Lint.of(ConfigurationLoader.parse("x.kdl", text)).stream()
                .map(warning -> warning.rule().code())
                .toList();
    }
}
