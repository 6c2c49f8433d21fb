package io.zentinelproxy.core.upstream.discovery;

import io.zentinelproxy.core.config.AddressTypes;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A file of targets: on each line a host, a port and perhaps a weight; {@code #} begins a comment. */
final class TargetFile {
    private static final String WEIGHT = "weight=";
    private static final int MAX_WEIGHT = 1_000_000;
    private static final int MAX_WEIGHT_DIGITS = 7;

    /** A line is no target. */
    static final class BadLine extends Exception {
        private static final long serialVersionUID = 1;

        BadLine(int number, String why) {
            super("line " + number + ": " + why, null, false, false);
        }
    }

    private TargetFile() {}

    /** Reads all lines, or refuses all for one of them: half a file is not what its writer meant. */
    static List<Target> parse(byte[] octets) throws BadLine {
        List<Target> targets = new ArrayList<>();
        int number = 0;
        for (String line : new String(octets, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            int comment = line.indexOf('#');
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!text.isEmpty()) {
                targets.add(target(text, number));
            }
        }
        return targets;
    }

    private static Target target(String line, int number) throws BadLine {
        String[] words = line.split("\\s+");
        if (words.length > 2) {
            throw new BadLine(number, "more than an address and a weight");
        }
        try {
            OriginAddress address = AddressTypes.origin(words[0]);
            if (address instanceof OriginAddress.Unix) {
                throw new BadLine(number, "a socket is no target here");
            }
            return Target.of(address, words.length == 1 ? 1 : weight(words[1], number));
        } catch (Refusal refusal) {
            throw new BadLine(number, refusal.reason());
        }
    }

    private static int weight(String word, int number) throws BadLine {
        String digits = word.startsWith(WEIGHT) ? word.substring(WEIGHT.length()) : "";
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= MAX_WEIGHT_DIGITS
                && digits.chars().allMatch(octet -> octet >= '0' && octet <= '9');
        int weight = isNumber ? Integer.parseInt(digits) : 0;
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new BadLine(number, "no weight such as `weight=2`, from 1 to " + MAX_WEIGHT);
        }
        return weight;
    }
}
