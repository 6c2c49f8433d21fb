package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.wire.OriginalSample.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link OriginalSamplesTest}, for the file with namespaces. */
class OriginalNamespacesSampleTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private OriginalSample serve() {
        return new OriginalSample("namespaces.kdl", folder);
    }

    @Test
    void platform() {
        try (OriginalSample sample = serve()) {
            Seen users = sample.get("api.example.com", "/users/7");
            assertThat(users.way()).isEqualTo("platform:users-api > user-service");
            assertThat(users.target()).isEqualTo("/users/7");
            assertThat(sample.announce("POST", "api.example.com", "/users", 10 * MIB + 1)
                            .way())
                    .isEqualTo("platform:users-api > 413");
            assertThat(sample.get("api.example.com", "/notifications").way())
                    .isEqualTo("platform:notifications-api > notification-service");
        }
    }

    @Test
    void platformsServiceHasALimitOfItsOwnAndARouteOverIt() {
        try (OriginalSample sample = serve()) {
            String host = "users.example.com";
            assertThat(sample.get(host, "/api/x").way()).isEqualTo("platform:user-management:user-crud > user-service");
            assertThat(sample.send("PATCH", host, "/api/x", "").way()).isEqualTo("fallback > 404");
            assertThat(sample.announce("POST", host, "/api/x", 5 * MIB + 1).way())
                    .isEqualTo("platform:user-management:user-crud > 413");
            assertThat(sample.send("POST", host, "/avatars/7", "x".repeat(5 * MIB + 1))
                            .way())
                    .isEqualTo("platform:user-management:user-avatar > user-service");
            assertThat(sample.announce("POST", host, "/avatars/7", 10 * MIB + 1).way())
                    .isEqualTo("platform:user-management:user-avatar > 413");
        }
    }

    @Test
    void storefront() {
        try (OriginalSample sample = serve()) {
            String shop = "shop.example.com";
            assertThat(sample.get(shop, "/catalog/7").way()).isEqualTo("storefront:catalog > catalog-service");
            assertThat(sample.announce("POST", shop, "/catalog", 50 * MIB + 1).way())
                    .isEqualTo("storefront:catalog > 413");
            assertThat(sample.get(shop, "/cart").way()).isEqualTo("storefront:cart > cart-service");
            Seen checkout = sample.send("POST", shop, "/checkout", "pay");
            assertThat(checkout.way()).isEqualTo("storefront:checkout > checkout-service");
            assertThat(checkout.origin().body()).isEqualTo("pay");
            assertThat(sample.get("api.shop.example.com", "/products").way())
                    .isEqualTo("storefront:product-api:products > catalog-service");
        }
    }

    @Test
    void analytics() {
        try (OriginalSample sample = serve()) {
            String host = "analytics.internal";
            assertThat(sample.send("POST", host, "/ingest/events", "e").way())
                    .isEqualTo("analytics:ingest > ingestion");
            assertThat(sample.announce("POST", host, "/ingest", 100 * MIB + 1).way())
                    .isEqualTo("analytics:ingest > 413");
            assertThat(sample.get(host, "/ingest").way()).isEqualTo("fallback > 404");
            assertThat(sample.get(host, "/query?stalled").way()).isEqualTo("analytics:query > query");
        }
    }

    @Test
    void whatIsForAll() {
        try (OriginalSample sample = serve()) {
            assertThat(sample.get("shop.example.com", "/health").way()).isEqualTo("health > 200");
            assertThat(sample.get("any.test", "/metrics").way()).isEqualTo("metrics > 200");
            assertThat(sample.get("any.test", "/catalog").way()).isEqualTo("fallback > 404");
        }
    }
}
