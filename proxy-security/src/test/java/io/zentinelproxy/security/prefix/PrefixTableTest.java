package io.zentinelproxy.security.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.core.config.Refusal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixTableTest {
    private static final long SEED = 20261124;

    private record Entry(Network network, int value) {}

    @Test
    void theLongestPrefixDecidesWhateverTheOrder() {
        PrefixTable table = table("10.0.0.0/8 1", "10.1.2.3 5", "10.1.0.0/16 2", "0.0.0.0/0 9");
        assertThat(find(table, "10.1.2.3")).isEqualTo(5);
        assertThat(find(table, "10.1.2.4")).isEqualTo(2);
        assertThat(find(table, "10.2.0.0")).isEqualTo(1);
        assertThat(find(table, "9.255.255.255")).isEqualTo(9);
        assertThat(find(table, "255.255.255.255")).isEqualTo(9);
    }

    @Test
    void ofTheSamePrefixTheGreaterValueHolds() {
        assertThat(find(table("192.0.2.0/24 7", "192.0.2.0/24 3"), "192.0.2.1")).isEqualTo(7);
        assertThat(find(table("2001:db8::/32 3", "2001:db8::/32 7"), "2001:db8::1"))
                .isEqualTo(7);
    }

    @Test
    void theFamiliesDoNotMix() {
        PrefixTable table = table("::/0 1", "0.0.0.0/1 2");
        assertThat(find(table, "1.2.3.4")).isEqualTo(2);
        assertThat(find(table, "200.2.3.4")).isEqualTo(PrefixTable.NONE);
        assertThat(find(table, "2001:db8::1")).isEqualTo(1);
    }

    @Test
    void anIpv4AddressMappedIntoIpv6IsThatAddress() {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = (byte) 192;
        mapped[14] = 2;
        mapped[15] = 1;
        assertThat(table("192.0.2.0/24 4").find(mapped)).isEqualTo(4);
        byte[] network = mapped.clone();
        network[15] = 0;
        PrefixTableBuilder builder = new PrefixTableBuilder();
        builder.add(new Network(network, 120), 6);
        assertThat(find(builder.build(), "192.0.2.77")).isEqualTo(6);
    }

    @Test
    void theEndsOfEachRangeAreExact() {
        PrefixTable table = table("10.0.0.0/8 1", "255.255.255.255 2", "0.0.0.0 3", "ffff::/16 4", "2001:db8::/64 5");
        assertThat(find(table, "9.255.255.255")).isEqualTo(PrefixTable.NONE);
        assertThat(find(table, "10.0.0.0")).isEqualTo(1);
        assertThat(find(table, "10.255.255.255")).isEqualTo(1);
        assertThat(find(table, "11.0.0.0")).isEqualTo(PrefixTable.NONE);
        assertThat(find(table, "255.255.255.255")).isEqualTo(2);
        assertThat(find(table, "0.0.0.0")).isEqualTo(3);
        assertThat(find(table, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).isEqualTo(4);
        assertThat(find(table, "2001:db8::ffff:ffff:ffff:ffff")).isEqualTo(5);
        assertThat(find(table, "2001:db8:0:1::")).isEqualTo(PrefixTable.NONE);
    }

    @Test
    void nothingIsFoundInAnEmptyTable() {
        assertThat(find(PrefixTable.EMPTY, "1.2.3.4")).isEqualTo(PrefixTable.NONE);
        assertThat(find(PrefixTable.EMPTY, "::")).isEqualTo(PrefixTable.NONE);
    }

    @Test
    void itAgreesWithALookAtEveryPrefix() {
        Random random = new Random(SEED);
        for (int octets : new int[] {4, 16}) {
            List<Entry> entries = entries(random, octets, 3000);
            PrefixTableBuilder builder = new PrefixTableBuilder();
            entries.forEach(entry -> builder.add(entry.network(), entry.value()));
            PrefixTable table = builder.build();
            for (int i = 0; i < 3000; i++) {
                byte[] address =
                        near(entries.get(random.nextInt(entries.size())).network(), random);
                assertThat(table.find(address)).isEqualTo(slowly(entries, address));
            }
        }
    }

    private static List<Entry> entries(Random random, int octets, int count) {
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < count) {
            byte[] address = entries.isEmpty() || random.nextBoolean()
                    ? new byte[octets]
                    : entries.get(random.nextInt(entries.size()))
                            .network()
                            .address()
                            .clone();
            int from = random.nextInt(octets);
            for (int i = from; i < octets; i++) {
                address[i] = (byte) random.nextInt();
            }
            int bits = random.nextInt(octets * 8 + 1);
            entries.add(new Entry(new Network(cut(address, bits), bits), random.nextInt(PrefixTable.MAX_VALUE + 1)));
        }
        return entries;
    }

    /** An address in it, or one beside its first or last. */
    private static byte[] near(Network network, Random random) {
        byte[] address = network.address().clone();
        for (int bit = network.prefixBits(); bit < address.length * 8; bit++) {
            if (random.nextBoolean()) {
                address[bit / 8] |= (byte) (0x80 >> bit % 8);
            }
        }
        if (random.nextInt(4) == 0) {
            int bit = random.nextInt(address.length * 8);
            address[bit / 8] ^= (byte) (0x80 >> bit % 8);
        }
        return address;
    }

    private static byte[] cut(byte[] address, int bits) {
        for (int bit = bits; bit < address.length * 8; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return address;
    }

    private static int slowly(List<Entry> entries, byte[] address) {
        int bits = -1;
        int value = PrefixTable.NONE;
        for (Entry entry : entries) {
            Network network = entry.network();
            boolean within = matches(network, address);
            if (within && (network.prefixBits() > bits || (network.prefixBits() == bits && entry.value() > value))) {
                bits = network.prefixBits();
                value = entry.value();
            }
        }
        return value;
    }

    private static boolean matches(Network network, byte[] address) {
        byte[] cut = cut(address.clone(), network.prefixBits());
        return Arrays.equals(cut, network.address());
    }

    private static PrefixTable table(String... lines) {
        PrefixTableBuilder builder = new PrefixTableBuilder();
        for (String line : lines) {
            String[] words = line.split(" ");
            try {
                builder.add(Network.parse(words[0]), Integer.parseInt(words[1]));
            } catch (Refusal refusal) {
                throw new AssertionError(refusal);
            }
        }
        return builder.build();
    }

    private static int find(PrefixTable table, String address) {
        return table.find(InetAddress.ofLiteral(address).getAddress());
    }
}
