package io.zentinelproxy.core.uri;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The second opinion: a path brought into its form with strings, patterns and the JDK's decoder, one rule after the other. */
record SlowPath(String form, String names) {
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern NOT_ASCII = Pattern.compile("(?:%[89A-F][0-9A-F])+");
    private static final Pattern OVERLONG = Pattern.compile("%C[01]%[89AB][0-9A-F]|%E0%[89][0-9A-F]|%F0%8[0-9A-F]");

    /** Empty where the path is refused. */
    static Optional<SlowPath> of(String path, PathLeniency leniency) {
        if (!path.startsWith("/")
                || ESCAPE.matcher(path).replaceAll("").contains("%")
                || !path.matches("[\\x21\\x22\\x24-\\x3e\\x40-\\x5b\\x5d-\\x7e]+")) {
            return Optional.empty();
        }
        String escaped = escaped(path);
        if (isRefused(escaped, leniency)) {
            return Optional.empty();
        }
        return segments(escaped, leniency)
                .map(segments -> new SlowPath(
                        "/" + String.join("/", segments),
                        "/" + segments.stream().map(one -> name(one, leniency)).collect(Collectors.joining("/"))));
    }

    private static String escaped(String path) {
        String decoded = ESCAPE.matcher(path).replaceAll(escape -> {
            String octet = String.valueOf((char) Integer.parseInt(escape.group(1), 16));
            return Matcher.quoteReplacement(
                    octet.matches("[A-Za-z0-9._~-]") ? octet : escape.group().toUpperCase(Locale.ROOT));
        });
        return Pattern.compile("[\"<>\\[\\]^`{|}]")
                .matcher(decoded)
                .replaceAll(raw -> "%%%02X".formatted((int) raw.group().charAt(0)));
    }

    private static boolean isRefused(String path, PathLeniency leniency) {
        return path.matches(".*%(0[0-8A-F]|1.|7F).*")
                || path.contains("%2F") && !leniency.encodedSlash()
                || path.contains("%5C") && !leniency.encodedBackslash()
                || OVERLONG.matcher(path).find()
                || !leniency.nonUtf8() && NOT_ASCII.matcher(path).results().anyMatch(run -> !isUtf8(run.group()));
    }

    private static boolean isUtf8(String escapes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(HexFormat.of().parseHex(escapes.replace("%", ""))));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /** RFC 3986 section 5.2.4 on a list; the last one is empty where the path ends with a slash. */
    private static Optional<List<String>> segments(String path, PathLeniency leniency) {
        String[] sent = path.substring(1).split("/", -1);
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < sent.length; i++) {
            String segment = sent[i];
            boolean last = i == sent.length - 1;
            if (hidesDots(segment) || !last && segment.startsWith(";") && !leniency.parametersInNames()) {
                return Optional.empty();
            }
            if (segment.equals("..")) {
                if (kept.isEmpty()) {
                    return Optional.empty();
                }
                kept.removeLast();
            }
            boolean dots = segment.equals(".") || segment.equals("..");
            if (last) {
                kept.add(dots ? "" : segment);
            } else if (!dots && (!segment.isEmpty() || leniency.emptySegments())) {
                kept.add(segment);
            }
        }
        return Optional.of(kept);
    }

    private static boolean hidesDots(String segment) {
        String[] parts = segment.split(";|%2F|%5C|%3B", -1);
        return parts.length > 1 && List.of(parts).stream().anyMatch(part -> part.matches("\\.\\.?"));
    }

    private static String name(String segment, PathLeniency leniency) {
        String name = leniency.parametersInNames() ? segment : segment.replaceFirst(";.*", "");
        return Pattern.compile("%(21|24|26|27|28|29|2A|2B|2C|3D|3A|40)")
                .matcher(name)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }
}
