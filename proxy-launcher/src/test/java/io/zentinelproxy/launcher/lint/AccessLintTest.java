package io.zentinelproxy.launcher.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.launcher.CountryFile;
import io.zentinelproxy.launcher.Modules;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is warned of in filters by country. */
class AccessLintTest {
    @TempDir
    private Path folder;

    @Test
    void aFilterThatNamesNoCountriesLetsEverybodyPass() throws Exception {
        for (String harmless : List.of("countries \"SE\" \"XK\"", "action \"log-only\"")) {
            assertThat(findings(harmless)).isEmpty();
        }
        for (String seldomMeant : List.of("status-code 451", "action \"allow\"")) {
            assertThat(findings(seldomMeant)).containsExactly("filter \"geo\" names no countries");
        }
    }

    @Test
    void aCodeThatNoCountryHasMeansNobody() throws Exception {
        assertThat(findings("countries \"UK,GB\"")).containsExactly("filter \"geo\" names \"UK\", which is no country");
    }

    private List<String> findings(String keys) throws Exception {
        Path database = CountryFile.write(folder.resolve("country.bin"));
        String text = """
                listeners { listener "main" { address "127.0.0.1:0"; }; }
                routes {
                    route "one" { matches { path "/1"; }; filters "geo"; upstream "x"; }
                    route "two" { matches { path "/2"; }; filters "geo"; upstream "x"; }
                }
                upstreams { upstream "x" { target "a:1"; }; }
                filters { filter "geo" { type "geo"; database-path "%s"; %s; }; }
                """.formatted(database, keys);
        return Lint.of(ConfigurationLoader.parse("x.kdl", text, Modules.BLOCKS)).stream()
                .filter(warning -> AccessRules.ALL.contains(warning.rule()))
                .flatMap(warning -> warning.findings().stream())
                .toList();
    }
}
