package io.zentinelproxy.launcher.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.ConfigurationLoader;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two routes, and whether the second can ever be taken. */
class UnreachableRouteTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    priority "high"                                   | matches { path "/a"; }
                    priority "high"; matches { path-prefix "/"; }     | matches { path "/a"; }
                    priority "high"; matches { path-prefix "/"; }     | priority "low"
                    priority "high"; matches { path-prefix "/a"; }    | matches { path-prefix "/a/b"; }
                    priority "high"; matches { host "a.b"; }          | matches { host "a.b"; path "/x"; }
                    priority "high"; matches { header "x"; }          | matches { header "x" "1"; path "/x"; }
                    matches { path "/a"; host "a.b"; }                | matches { host "a.b"; path "/a"; }
                    """)
    void itIsHidden(String first, String second) throws Exception {
        assertThat(findings(first, second)).containsExactly("route \"second\" is hidden by route \"first\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    priority "low"                                    | matches { path "/a"; }
                    matches { path-prefix "/"; }                      | matches { path "/a"; }
                    priority "high"; matches { path-prefix "/a"; }    | matches { path-prefix "/ab"; }
                    priority "high"; matches { path "/a"; }           | matches { path-prefix "/a"; }
                    priority "high"; matches { path "/a"; }           | priority "low"
                    priority "high"; matches { host "a.b"; }          | matches { path "/x"; }
                    priority "high"; matches { header "x" "2"; }      | matches { header "x" "1"; }
                    priority "high"; matches { header "x" "1"; }      | matches { header "x"; }
                    """)
    void itMayBeTaken(String first, String second) throws Exception {
        assertThat(findings(first, second)).isEmpty();
    }

    private static List<String> findings(String first, String second) throws Exception {
        String text = """
                listeners { listener "main" { address "127.0.0.1:0"; }; }
                routes {
                    route "first" { %s; upstream "o"; }
                    route "second" { %s; upstream "o"; }
                }
                upstreams { upstream "o" { target "a:1"; }; }
                """.formatted(first, second);
        return Lint.of(ConfigurationLoader.parse("x.kdl", text)).stream()
                .filter(warning -> warning.rule().code().equals("unreachable-route"))
                .flatMap(warning -> warning.findings().stream())
                .toList();
    }
}
