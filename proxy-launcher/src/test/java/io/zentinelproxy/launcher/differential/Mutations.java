package io.zentinelproxy.launcher.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The mutations of a seed: number and seed make the octets, so that one can be made again alone. */
final class Mutations {
    private static final Operator[] OPERATORS = Operator.values();

    /** Octets that parsers stumble over. */
    private static final String SPECIAL = "\r\n\0 \t:;,/\\%.?#\"\u000b\f\u007f\u0085\u00a0\u00ff0aA_+-";

    private static final int MOST_CHANGES = 3;

    private final long seed;

    Mutations(long seed) {
        this.seed = seed;
    }

    Mutation get(int index) {
        Random random = new Random(seed * 1_000_003 + index);
        Draft draft = Shapes.any(random);
        int changes = random.nextInt(MOST_CHANGES + 1);
        for (int change = 0; change < changes; change++) {
            OPERATORS[random.nextInt(OPERATORS.length)].change(draft, random);
        }
        String text = draft.text();
        // One of four has a change that knows no structure.
        if (random.nextInt(4) == 0) {
            text = changeOctets(text, random);
        }
        return new Mutation(index, split(text.getBytes(StandardCharsets.ISO_8859_1), random));
    }

    private static String changeOctets(String text, Random random) {
        StringBuilder octets = new StringBuilder(text);
        int at = random.nextInt(octets.length());
        char special = SPECIAL.charAt(random.nextInt(SPECIAL.length()));
        switch (random.nextInt(4)) {
            case 0 -> octets.setCharAt(at, special);
            case 1 -> octets.insert(at, special);
            case 2 -> octets.deleteCharAt(at);
            default -> octets.insert(at, octets.substring(at, Math.min(octets.length(), at + 1 + random.nextInt(20))));
        }
        return octets.toString();
    }

    /** One of four arrives in up to four pieces. */
    private static List<byte[]> split(byte[] octets, Random random) {
        int cuts = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        List<byte[]> pieces = new ArrayList<>();
        int start = 0;
        for (int cut = 0; cut < cuts && start < octets.length; cut++) {
            int end = start + 1 + random.nextInt(octets.length - start);
            pieces.add(java.util.Arrays.copyOfRange(octets, start, end));
            start = end;
        }
        if (start < octets.length) {
            pieces.add(java.util.Arrays.copyOfRange(octets, start, octets.length));
        }
        return pieces;
    }
}
