package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.wire.OriginalSample.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link OriginalSamplesTest}, for the file that shows everything. */
class OriginalMainSampleTest {
    private static final String API = "api.example.com";

    @TempDir
    Path folder;

    private OriginalSample serve() {
        return new OriginalSample("main.kdl", folder);
    }

    @Test
    void theApiIsForItsHostAndMethods() {
        try (OriginalSample sample = serve()) {
            Seen seen = sample.send("PUT", API, "/api/v1/users", "x", "Cookie: a=1", "X-API-Version: v9");
            assertThat(seen.way()).isEqualTo("api-v1 > api-backend");
            assertThat(seen.target()).isEqualTo("/api/v1/users");
            assertThat(seen.origin().field("X-API-Version")).isEqualTo("v1");
            assertThat(seen.origin().fields().has("Cookie")).isFalse();
            assertThat(sample.announce("PUT", API, "/api/v1/users", (10 << 20) + 1)
                            .way())
                    .isEqualTo("api-v1 > 413");
            assertThat(sample.get("www.example.com", "/api/v1/users").way()).isEqualTo("fallback > default-backend");
            assertThat(sample.send("PATCH", API, "/api/v1/users", "x").way()).isEqualTo("fallback > default-backend");
        }
    }

    @Test
    void staticContentMayBeKeptForADay() {
        try (OriginalSample sample = serve()) {
            for (String target : new String[] {"/static/a.css", "/assets/a.css"}) {
                Seen seen = sample.get(API, target);
                assertThat(seen.way()).isEqualTo("static > cdn-backend");
                assertThat(seen.target()).isEqualTo(target);
                assertThat(seen.reply().field("Cache-Control")).isEqualTo("public, max-age=86400");
            }
        }
    }

    @Test
    void healthIsThatOfAnOriginAndWaitsASecond() {
        try (OriginalSample sample = serve()) {
            assertThat(sample.get(API, "/health").way()).isEqualTo("health > health-backend");
            assertThat(sample.get(API, "/ready").way()).isEqualTo("health > health-backend");
            assertThat(sample.get(API, "/ready/x").way()).isEqualTo("fallback > default-backend");
            assertThat(sample.get(API, "/health?stall").reply().status()).isEqualTo(504);
        }
    }

    @Test
    void aRequestForAWebSocketIsToldByItsUpgradeAndRefusedAsTheRouteDoesNotOpenOne() {
        try (OriginalSample sample = serve()) {
            assertThat(sample.get(API, "/ws/room", "Connection: Upgrade", "Upgrade: websocket")
                            .way())
                    .isEqualTo("websocket > 403");
            assertThat(sample.get(API, "/ws/room").way()).isEqualTo("fallback > default-backend");
        }
    }

    @Test
    void exchangesAreLoggedAndTheProcessIsNoted() {
        try (OriginalSample sample = serve()) {
            assertThat(sample.get(API, "/elsewhere").way()).isEqualTo("fallback > default-backend");
            LogFile.Line line = new LogFile(folder.resolve("access.log")).awaitOnlyLine();
            assertThat(line.text("target")).isEqualTo("/elsewhere");
            assertThat(line.text("request_id")).isNotEmpty();
        }
    }
}
