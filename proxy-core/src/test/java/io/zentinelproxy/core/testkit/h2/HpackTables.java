package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.Fields;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The two tables of RFC 7541: appendix A, and appendix B by the lengths of its codes alone, from which the codes follow. */
final class HpackTables {
    /** Entry 1 is the first. */
    static final List<Fields.Line> FIXED = Arrays.stream(
                    (":authority=|:method=GET|:method=POST|:path=/|:path=/index.html|"
                                    + ":scheme=http|:scheme=https|:status=200|:status=204|:status=206|:status=304|:status=400|"
                                    + ":status=404|:status=500|accept-charset=|accept-encoding=gzip, deflate|accept-language=|"
                                    + "accept-ranges=|accept=|access-control-allow-origin=|age=|allow=|authorization=|"
                                    + "cache-control=|content-disposition=|content-encoding=|content-language=|content-length=|"
                                    + "content-location=|content-range=|content-type=|cookie=|date=|etag=|expect=|expires=|from=|"
                                    + "host=|if-match=|if-modified-since=|if-none-match=|if-range=|if-unmodified-since=|"
                                    + "last-modified=|link=|location=|max-forwards=|proxy-authenticate=|proxy-authorization=|"
                                    + "range=|referer=|refresh=|retry-after=|server=|set-cookie=|strict-transport-security=|"
                                    + "transfer-encoding=|user-agent=|vary=|via=|www-authenticate=")
                            .split("\\|"))
            .map(entry -> entry.split("=", -1))
            .map(parts -> new Fields.Line(parts[0], parts[1]))
            .toList();

    /** The symbol that ends a text, and must not come. */
    static final int EOS = 256;

    private static final String LENGTHS =
            "13,23,28,28,28,28,28,28,28,24,30,28,28,30,28,28,28,28,28,28,28,28,30,28,28,28,28,28,"
                    + "28,28,28,28,6,10,10,12,13,6,8,11,10,10,8,11,8,6,6,6,5,5,5,6,6,6,6,6,6,6,7,8,15,6,12,10,13,6,7,7,7,7,7,7,7,7,7,7,"
                    + "7,7,7,7,7,7,7,7,7,7,7,7,8,7,8,13,19,13,14,6,15,5,6,5,6,5,6,6,6,5,7,7,6,6,6,5,6,7,6,5,5,6,7,7,7,7,7,15,11,14,13,"
                    + "28,20,22,20,20,22,22,22,23,22,23,23,23,23,23,24,23,24,24,22,23,24,23,23,23,23,21,22,23,22,23,23,24,22,21,20,22,"
                    + "22,23,23,21,23,22,22,24,21,22,23,23,21,21,22,21,23,22,23,23,20,22,22,22,23,22,22,23,26,26,20,19,22,23,22,25,26,"
                    + "26,26,27,27,26,24,25,19,21,26,27,27,26,27,24,21,21,26,26,28,27,27,27,20,24,20,21,22,21,21,23,22,22,25,25,24,24,"
                    + "26,23,26,27,26,26,27,27,27,27,27,28,27,27,27,27,27,26,30";

    /** The code of each symbol as zeros and ones. */
    private static final List<String> CODES = codes();

    private static final Map<String, Integer> SYMBOLS = symbols();

    private HpackTables() {}

    /** Of one length, codes count upwards with the symbols; a longer one goes on where the shorter ones ended. */
    private static List<String> codes() {
        int[] lengths =
                Arrays.stream(LENGTHS.split(",")).mapToInt(Integer::parseInt).toArray();
        List<Integer> order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer symbol) -> lengths[symbol]))
                .toList();
        String[] codes = new String[lengths.length];
        long code = 0;
        int before = 0;
        for (int symbol : order) {
            code <<= lengths[symbol] - before;
            before = lengths[symbol];
            String digits = Long.toBinaryString(code++);
            codes[symbol] = "0".repeat(before - digits.length()) + digits;
        }
        return List.of(codes);
    }

    private static Map<String, Integer> symbols() {
        Map<String, Integer> symbols = new HashMap<>();
        for (int symbol = 0; symbol < CODES.size(); symbol++) {
            symbols.put(CODES.get(symbol), symbol);
        }
        return symbols;
    }

    static String code(int symbol) {
        return CODES.get(symbol);
    }

    static byte[] huffman(byte[] text) {
        StringBuilder bits = new StringBuilder();
        for (byte octet : text) {
            bits.append(CODES.get(octet & 0xff));
        }
        bits.append("1".repeat((8 - bits.length() % 8) % 8));
        return packed(bits);
    }

    /** Eight digits make an octet. */
    static byte[] packed(CharSequence bits) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < bits.length(); i += 8) {
            octets.write(Integer.parseInt(bits.subSequence(i, i + 8).toString(), 2));
        }
        return octets.toByteArray();
    }

    /** @throws IllegalArgumentException where the code is broken */
    static byte[] text(byte[] huffman) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        StringBuilder code = new StringBuilder();
        for (char bit : bits(huffman)) {
            Integer symbol = SYMBOLS.get(code.append(bit).toString());
            if (symbol != null && symbol == EOS) {
                throw new IllegalArgumentException("EOS in a text");
            }
            if (symbol != null) {
                text.write(symbol);
                code.setLength(0);
            }
        }
        if (code.length() > 7 || code.indexOf("0") >= 0) {
            throw new IllegalArgumentException("bad padding " + code);
        }
        return text.toByteArray();
    }

    private static List<Character> bits(byte[] octets) {
        List<Character> bits = new ArrayList<>();
        for (byte octet : octets) {
            for (int bit = 7; bit >= 0; bit--) {
                bits.add((octet >> bit & 1) == 0 ? '0' : '1');
            }
        }
        return bits;
    }
}
