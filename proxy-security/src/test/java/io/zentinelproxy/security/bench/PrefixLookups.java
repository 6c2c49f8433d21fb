package io.zentinelproxy.security.bench;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.security.prefix.PrefixTable;
import io.zentinelproxy.security.prefix.PrefixTableBuilder;
import java.util.Arrays;
import java.util.Random;

/**
 * Builds tables of random prefixes, as many as the argument says, and prints a row for each: milliseconds to build it, MiB of its
 * arrays, nanoseconds of a look-up. A look-up is of an address that nobody has asked for before, so that the processor's caches hold
 * of the table what they would among other work. Compiled by scripts/show gate against the
 * app folder.
 */
public final class PrefixLookups {
    private static final int LOOKUPS = 1 << 20;
    private static final int ROUNDS = 15;
    private static final int BUILDS = 5;

    /** As many as a list of scores may have. */
    private static final int VALUES = 101;

    /** What a table is made of: octets of an address, and the shortest and the longest prefix in bits. */
    private record Kind(String name, int octets, int minBits, int maxBits) {}

    private PrefixLookups() {}

    public static void main(String[] arguments) {
        int prefixes = Integer.parseInt(arguments[0]);
        for (Kind kind : new Kind[] {
            new Kind("IPv4, /8 to /32", 4, 8, 32),
            new Kind("IPv6, /19 to /64", 16, 19, 64),
            new Kind("IPv6, /19 to /128", 16, 19, 128)
        }) {
            measure(kind, prefixes);
        }
    }

    private static void measure(Kind kind, int prefixes) {
        Random random = new Random(prefixes + kind.maxBits);
        Network[] networks = new Network[prefixes];
        Arrays.setAll(networks, i -> network(kind, random));
        double[] builds = new double[BUILDS];
        PrefixTable table = PrefixTable.EMPTY;
        for (int i = 0; i < BUILDS; i++) {
            long start = System.nanoTime();
            table = table(networks);
            builds[i] = (System.nanoTime() - start) / 1e6;
        }
        System.out.printf(
                "%s\t%d\t%.0f\t%.1f\t%.0f%n",
                kind.name,
                table.prefixes(),
                median(builds),
                table.octets() / 1048576.0,
                nanosALookup(table, kind, random));
    }

    private static PrefixTable table(Network[] networks) {
        PrefixTableBuilder builder = new PrefixTableBuilder();
        // Neighbours of one value would become one range.
        for (int i = 0; i < networks.length; i++) {
            builder.add(networks[i], i % VALUES);
        }
        return builder.build();
    }

    /** Longer prefixes are more frequent, as in lists of the world. */
    private static Network network(Kind kind, Random random) {
        int span = kind.maxBits - kind.minBits + 1;
        int bits = kind.maxBits - Math.min(random.nextInt(span), random.nextInt(span));
        return new Network(address(kind, random, bits), bits);
    }

    private static byte[] address(Kind kind, Random random, int bits) {
        byte[] address = new byte[kind.octets];
        random.nextBytes(address);
        if (kind.octets == 16) {
            // Of 2000::/3, where the world's addresses are.
            address[0] = (byte) (0x20 | address[0] & 0x1f);
        }
        for (int bit = bits; bit < kind.octets * 8; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return address;
    }

    private static double nanosALookup(PrefixTable table, Kind kind, Random random) {
        byte[][] asked = new byte[LOOKUPS][];
        Arrays.setAll(asked, i -> address(kind, random, kind.octets * 8));
        double[] rounds = new double[ROUNDS];
        long found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (byte[] address : asked) {
                found += table.find(address);
            }
            rounds[round] = (System.nanoTime() - start) / (double) LOOKUPS;
        }
        if (found == 0) {
            throw new IllegalStateException("nothing was found, and nothing missed");
        }
        return median(rounds);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
