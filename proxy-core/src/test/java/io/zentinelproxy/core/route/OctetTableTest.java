package io.zentinelproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OctetTableTest {
    private static <V> V find(OctetTable<V> table, String key) {
        byte[] octets = Ascii.octets(key);
        int hash = 0;
        for (byte octet : octets) {
            hash = OctetTable.step(hash, octet);
        }
        return table.find(hash, octets, 0, octets.length);
    }

    @Test
    void everyEntryIsFoundAndNothingElse() {
        Map<String, Integer> entries = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            entries.put("/k" + i, i);
        }
        OctetTable<Integer> table = new OctetTable<>(OctetTable.Reading.FORWARDS, entries);

        entries.forEach((key, value) -> assertThat(find(table, key)).isEqualTo(value));
        assertThat(find(table, "/k20000")).isNull();
        assertThat(find(table, "")).isNull();
        assertThat(table.longest()).isEqualTo(7);
    }

    /** "Aa" and "BB" hash alike, as do all words of them: the worst that a configuration can hold. */
    @Test
    void keysOfOneHashAreToldApart() {
        Map<String, String> entries = new HashMap<>();
        for (int word = 0; word < 256; word++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 8; bit++) {
                key.append((word >> bit & 1) == 0 ? "Aa" : "BB");
            }
            entries.put(key.toString(), key.toString());
        }
        OctetTable<String> table = new OctetTable<>(OctetTable.Reading.FORWARDS, entries);

        entries.forEach((key, value) -> assertThat(find(table, key)).isEqualTo(value));
        assertThat(find(table, "AaAaAaAaAaAaAaAA")).isNull();
    }

    @Test
    void anEmptyTableHasNothing() {
        OctetTable<String> table = new OctetTable<>(OctetTable.Reading.FORWARDS, Map.of());

        assertThat(find(table, "")).isNull();
        assertThat(find(table, "/")).isNull();
        assertThat(table.longest()).isNegative();
    }
}
