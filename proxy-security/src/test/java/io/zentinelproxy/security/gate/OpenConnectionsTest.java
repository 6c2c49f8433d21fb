package io.zentinelproxy.security.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {

    @Test
    void itCountsAsAMapWouldWhateverComesAndGoes() {
        Random random = new Random(5);
        OpenConnections open = new OpenConnections(random.nextLong());
        Map<Long, Integer> expected = new HashMap<>();
        for (int step = 0; step < 60_000; step++) {
            long client = 1 + random.nextInt(1500);
            int has = expected.getOrDefault(client, 0);
            if (random.nextInt(100) < (step / 10_000 % 2 == 0 ? 60 : 40)) {
                assertThat(open.tryTake(client, 5)).isEqualTo(has < 5);
                expected.merge(client, has < 5 ? 1 : 0, Integer::sum);
            } else if (has > 0) {
                open.give(client);
                expected.put(client, has - 1);
            }
        }
        assertThat(open.clients()).isEqualTo((int)
                expected.values().stream().filter(count -> count > 0).count());
    }

    @Test
    void clientsOfThePrefixesThatWereSaidAreOne() {
        ClientPrefix prefix = new ClientPrefix(24, 56);
        assertThat(key(prefix, "192.0.2.1"))
                .isEqualTo(key(prefix, "192.0.2.255"))
                .isNotEqualTo(key(prefix, "192.0.3.1"));
        assertThat(key(prefix, "2001:db8:0:ff::1"))
                .isEqualTo(key(prefix, "2001:db8:0:1::"))
                .isNotEqualTo(key(prefix, "2001:db8:0:100::"));
        assertThat(key(prefix, "::1")).isNotZero().isNotEqualTo(key(prefix, "0.0.0.0"));
    }

    private static long key(ClientPrefix prefix, String address) {
        return prefix.keyOf(InetAddress.ofLiteral(address).getAddress());
    }
}
