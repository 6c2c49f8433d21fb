package io.zentinelproxy.security.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.security.HandTicker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connection filters under another configuration: who may come is decided anew, what is known of clients is not forgotten. */
class ReloadedFiltersTest {
    private static final String CLIENT = "127.0.0.7";

    @TempDir
    private Path folder;

    @Test
    void listsAreThoseOfTheConfigurationInForce() {
        try (GatedProxy proxy = GatedProxy.with("deny \"127.0.0.8\"")) {
            assertThat(proxy.serves(CLIENT)).isTrue();
            proxy.reload("deny \"127.0.0.7\"");
            assertThat(proxy.serves(CLIENT)).isFalse();
            assertThat(proxy.serves("127.0.0.8")).isTrue();
            proxy.reload("");
            assertThat(proxy.serves(CLIENT)).isTrue();
        }
    }

    @Test
    void refusalsAreCountedOn() {
        try (GatedProxy proxy = GatedProxy.with("deny \"127.0.0.7\"")) {
            proxy.serves(CLIENT);
            proxy.reload("deny \"127.0.0.7\" \"127.0.0.9\"");
            proxy.serves(CLIENT);
            assertThat(proxy.refused("address_denied")).isEqualTo(2);
        }
    }

    @Test
    void aClientHasNoSecondBurstBecauseOfAReload() {
        HandTicker ticker = new HandTicker();
        try (GatedProxy proxy = GatedProxy.with(ticker, "max-rate 1; burst 2")) {
            assertThat(proxy.serves(CLIENT)).isTrue();
            assertThat(proxy.serves(CLIENT)).isTrue();
            proxy.reload("max-rate 1; burst 2; deny \"127.0.0.9\"");
            assertThat(proxy.serves(CLIENT)).isFalse();
            proxy.reload("max-rate 1; burst 3");
            assertThat(proxy.serves(CLIENT)).as("other limits begin anew").isTrue();
        }
    }

    @Test
    void connectionsThatAreOpenCountAgainstTheNewCap() {
        try (GatedProxy proxy = GatedProxy.with("max-connections 2");
                RawClient open = proxy.from(CLIENT)) {
            assertThat(GatedProxy.serves(open)).isTrue();
            proxy.reload("max-connections 1");
            assertThat(proxy.serves(CLIENT)).isFalse();
            proxy.reload("max-connections 2");
            assertThat(proxy.serves(CLIENT)).isTrue();
        }
    }

    @Test
    void aFileOfTheNewConfigurationIsReadAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("deny"), "127.0.0.9\n");
        String filters = "deny-file \"" + file + "\"";
        try (GatedProxy proxy = GatedProxy.with(filters)) {
            assertThat(proxy.serves(CLIENT)).isTrue();
            Files.writeString(file, "127.0.0.7\n");
            proxy.reload(filters);
            assertThat(proxy.serves(CLIENT)).isFalse();
        }
    }
}
