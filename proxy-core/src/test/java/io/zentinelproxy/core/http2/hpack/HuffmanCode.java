package io.zentinelproxy.core.http2.hpack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The code of RFC 7541 appendix B as it is printed there, bit by bit; 256 is EOS. */
final class HuffmanCode {
    private static final Map<String, Integer> SYMBOLS = read();

    private HuffmanCode() {}

    /** Codes, as digits 0 and 1, and what each stands for. */
    static Map<String, Integer> symbols() {
        return Map.copyOf(SYMBOLS);
    }

    private static Map<String, Integer> read() {
        Map<String, Integer> symbols = new HashMap<>();
        try (InputStream file = HuffmanCode.class.getResourceAsStream("huffman-code.txt")) {
            new String(file.readAllBytes(), US_ASCII).lines().forEach(line -> {
                String[] words = line.split(" ");
                symbols.put(words[1], Integer.parseInt(words[0]));
            });
            return symbols;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The string that octets are the code of; null where they are of none. */
    static @Nullable String decode(byte[] octets) {
        StringBuilder text = new StringBuilder();
        StringBuilder code = new StringBuilder();
        for (byte octet : octets) {
            for (int bit = 7; bit >= 0; bit--) {
                code.append(octet >> bit & 1);
                Integer symbol = SYMBOLS.get(code.toString());
                if (symbol != null && symbol == 256) {
                    return null;
                }
                if (symbol != null) {
                    text.append((char) symbol.intValue());
                    code.setLength(0);
                }
            }
        }
        return code.length() < 8 && code.indexOf("0") < 0 ? text.toString() : null;
    }
}
