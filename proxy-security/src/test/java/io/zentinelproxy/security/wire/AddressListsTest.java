package io.zentinelproxy.security.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.security.file.Reloaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lists of addresses, as clients with several addresses of the loopback network meet them. */
class AddressListsTest {
    @TempDir
    private Path folder;

    @Test
    void whoIsDeniedIsResetAndNothingReachesTheOrigin() {
        try (GatedProxy proxy = GatedProxy.with("deny \"127.0.0.2\" \"127.0.1.0/24\"");
                RawClient denied = proxy.from("127.0.0.2")) {
            assertThat(denied.awaitClosed()).isTrue();
            assertThat(proxy.serves("127.0.1.77")).isFalse();
            assertThat(proxy.origin().requests()).isEmpty();
            assertThat(proxy.serves("127.0.0.3")).isTrue();
            assertThat(proxy.refused("address_denied")).isEqualTo(2);
        }
    }

    @Test
    void withAnAllowListNobodyElseIsServed() {
        try (GatedProxy proxy = GatedProxy.with("allow \"127.0.0.2\"")) {
            assertThat(proxy.serves("127.0.0.2")).isTrue();
            assertThat(proxy.serves("127.0.0.1")).isFalse();
        }
    }

    @Test
    void theLongestPrefixDecidesAndOfTheSamePrefixDeny() {
        try (GatedProxy proxy = GatedProxy.with("""
                allow "127.0.0.0/8" "127.0.2.9" "127.0.3.0/24"
                deny "127.0.2.0/24" "127.0.3.0/24"
                """)) {
            assertThat(proxy.serves("127.0.0.1")).isTrue();
            assertThat(proxy.serves("127.0.2.8")).isFalse();
            assertThat(proxy.serves("127.0.2.9")).isTrue();
            assertThat(proxy.serves("127.0.3.1")).isFalse();
        }
    }

    @Test
    void aListInAFileCountsAndIsReadAgainWhenItChanges() throws IOException {
        Path list = Files.writeString(folder.resolve("deny.txt"), "# known\n127.0.0.2 # one\n\n");
        try (GatedProxy proxy = GatedProxy.with("deny-file \"" + list + "\"")) {
            assertThat(proxy.serves("127.0.0.2")).isFalse();
            assertThat(proxy.serves("127.0.0.3")).isTrue();
            Files.writeString(list, "127.0.0.3/32\r\n127.0.9.0/24\r\n");
            await().until(() -> !proxy.serves("127.0.0.3"));
            assertThat(proxy.serves("127.0.0.2")).isTrue();
        }
    }

    @Test
    void anAllowListInAFileKeepsAllOthersOutEvenWhenItIsEmpty() throws IOException {
        Path list = Files.writeString(folder.resolve("allow.txt"), "# nobody yet\n");
        try (GatedProxy proxy = GatedProxy.with("allow-file \"" + list + "\"")) {
            assertThat(proxy.serves("127.0.0.2")).isFalse();
            Files.writeString(list, "127.0.0.2\n");
            await().until(() -> proxy.serves("127.0.0.2"));
            assertThat(proxy.serves("127.0.0.3")).isFalse();
        }
    }

    @Test
    void aBrokenListLeavesTheOldOneInForceAndSaysSoOnce() throws IOException {
        Path list = Files.writeString(folder.resolve("deny.txt"), "127.0.0.2\n");
        try (LogCapture log = new LogCapture(Reloaded.class);
                GatedProxy proxy = GatedProxy.with("deny-file \"" + list + "\"")) {
            Files.writeString(list, "127.0.0.3\n127.0.0.999\n");
            await().until(() -> proxy.failures("addresses") == 1);
            assertThat(proxy.serves("127.0.0.2")).isFalse();
            assertThat(proxy.serves("127.0.0.3")).isTrue();
            await().untilAsserted(() -> assertThat(log.messages())
                    .filteredOn(line -> line.contains("stays in force"))
                    .singleElement()
                    .asString()
                    .contains("listener main: connection-filters: addresses")
                    .contains(list + ":2: "));
            Files.writeString(list, "127.0.0.3\n");
            await().until(() -> !proxy.serves("127.0.0.3"));
            assertThat(proxy.failures("addresses")).isEqualTo(1);
        }
    }

    @Test
    void aListThatIsTakenAwayLeavesItsEntriesInForce() throws IOException {
        Path list = Files.writeString(folder.resolve("deny.txt"), "127.0.0.2\n");
        try (GatedProxy proxy = GatedProxy.with("deny-file \"" + list + "\"")) {
            Files.delete(list);
            await().until(() -> proxy.failures("addresses") == 1);
            assertThat(proxy.serves("127.0.0.2")).isFalse();
        }
    }
}
