package io.zentinelproxy.core.tls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JA4 fingerprint of a ClientHello, which tells programs apart, not people: by FoxIO's technical details of JA4, whose TLS client
 * part is BSD-licensed. Values that a client makes up to keep servers tolerant (GREASE, RFC 8701) do not count.
 */
record Ja4(
        List<Integer> versions,
        List<Integer> cipherSuites,
        List<Integer> extensions,
        List<Integer> signatures,
        List<String> protocols) {
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int MOST_COUNTED = 99;
    private static final int HASH_DIGITS = 12;
    private static final HexFormat HEX = HexFormat.of();

    @Override
    public String toString() {
        return "t" + version() + (extensions.contains(SERVER_NAME) ? "d" : "i") + count(cipherSuites)
                + count(extensions) + protocol() + "_" + suites() + "_" + rest();
    }

    private String version() {
        int highest = versions.stream()
                .filter(version -> !isGrease(version))
                .max(Integer::compare)
                .orElse(0);
        return switch (highest) {
            case 0x0304 -> "13";
            case 0x0303 -> "12";
            case 0x0302 -> "11";
            case 0x0301 -> "10";
            case 0x0300 -> "s3";
            case 0x0002 -> "s2";
            default -> "00";
        };
    }

    private static String count(List<Integer> numbers) {
        long count = Math.min(real(numbers).count(), MOST_COUNTED);
        return (count < 10 ? "0" : "") + count;
    }

    /** First and last character of the first protocol, or of its hexadecimal form where those are not letters or digits. */
    private String protocol() {
        if (protocols.isEmpty() || protocols.getFirst().isEmpty()) {
            return "00";
        }
        String first = protocols.getFirst();
        char head = first.charAt(0);
        char tail = first.charAt(first.length() - 1);
        if (isAlphanumeric(head) && isAlphanumeric(tail)) {
            return "" + head + tail;
        }
        String hex = HEX.formatHex(first.getBytes(StandardCharsets.ISO_8859_1));
        return "" + hex.charAt(0) + hex.charAt(hex.length() - 1);
    }

    private String suites() {
        return hash(sorted(real(cipherSuites)));
    }

    private String rest() {
        String types = sorted(real(extensions).filter(type -> type != SERVER_NAME && type != ALPN));
        String algorithms = real(signatures).map(Ja4::hex).collect(Collectors.joining(","));
        return hash(algorithms.isEmpty() ? types : types + "_" + algorithms);
    }

    private static String sorted(Stream<Integer> numbers) {
        return numbers.map(Ja4::hex).sorted().collect(Collectors.joining(","));
    }

    private static Stream<Integer> real(List<Integer> numbers) {
        return numbers.stream().filter(number -> !isGrease(number));
    }

    private static String hex(int number) {
        return HEX.toHexDigits((short) number);
    }

    private static boolean isGrease(int number) {
        return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
    }

    private static boolean isAlphanumeric(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static String hash(String text) {
        if (text.isEmpty()) {
            return "0".repeat(HASH_DIGITS);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HEX.formatHex(hash).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
