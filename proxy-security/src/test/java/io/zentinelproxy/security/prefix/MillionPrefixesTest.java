package io.zentinelproxy.security.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.Network;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A million prefixes fit into 64 MB. What a look-up takes is measured with {@code -Dzentinel.measure=true} and printed: a time is no
 * reason for a test to fail on a busy machine.
 */
class MillionPrefixesTest {
    private static final int PREFIXES = 1_000_000;
    private static final long MAX_OCTETS = 64L << 20;
    private static final int LOOKUPS = 1 << 20;
    private static final int ROUNDS = 15;

    @Test
    void ofIpv4() {
        check(4, 8, 32);
    }

    @Test
    void ofIpv6UpToTheNetworkOfAClient() {
        check(16, 19, 64);
    }

    @Test
    void ofIpv6ToTheLastBit() {
        check(16, 19, 128);
    }

    private static void check(int octets, int minBits, int maxBits) {
        Random random = new Random(octets + maxBits);
        PrefixTableBuilder builder = new PrefixTableBuilder();
        for (int i = 0; i < PREFIXES; i++) {
            int bits = maxBits - Math.min(random.nextInt(maxBits - minBits + 1), random.nextInt(maxBits - minBits + 1));
            builder.add(new Network(address(random, octets, bits), bits), random.nextInt(101));
        }
        PrefixTable table = builder.build();
        assertThat(table.prefixes()).isEqualTo(PREFIXES);
        assertThat(table.octets()).isPositive().isLessThan(MAX_OCTETS);
        if (Boolean.getBoolean("zentinel.measure")) {
            System.out.println("prefixes of " + octets + " octets up to /" + maxBits + ": " + (table.octets() >> 10)
                    + " KiB, ns a look-up " + nanos(table, random, octets));
        }
    }

    private static byte[] address(Random random, int octets, int bits) {
        byte[] address = new byte[octets];
        random.nextBytes(address);
        if (octets == 16) {
            address[0] = (byte) (0x20 | address[0] & 0x0f);
        }
        for (int bit = bits; bit < octets * 8; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return address;
    }

    /** Of addresses in no order, each in a buffer that is in the cache, as that of a client just accepted is. */
    private static String nanos(PrefixTable table, Random random, int octets) {
        byte[] asked = address(random, octets, octets * 8);
        long next = random.nextLong();
        long sum = 0;
        double[] rounds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < LOOKUPS; i++) {
                next = next * 6364136223846793005L + 1442695040888963407L;
                for (int octet = 0; octet < Math.min(octets, 8); octet++) {
                    asked[octet] = (byte) (next >> 56 - 7 * octet);
                }
                asked[0] = (byte) (octets == 16 ? 0x20 | asked[0] & 0x0f : asked[0]);
                sum += table.find(asked);
            }
            rounds[round] = (System.nanoTime() - start) / (double) LOOKUPS;
        }
        assertThat(sum).isNotZero();
        Arrays.sort(rounds);
        return "least " + Math.round(rounds[0]) + ", middle " + Math.round(rounds[ROUNDS / 2]);
    }
}
