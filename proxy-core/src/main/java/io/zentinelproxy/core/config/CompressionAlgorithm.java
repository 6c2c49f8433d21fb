package io.zentinelproxy.core.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** A content coding that answers are put into (RFC 9110 section 8.4.1, RFC 7932, RFC 8878). */
public enum CompressionAlgorithm {
    GZIP("gzip", new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}),
    /** The zlib format (RFC 1950), as RFC 9110 section 8.4.1.2 has it, not the bare stream that some send under this name. */
    DEFLATE("deflate", new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}),
    /** Qualities 10 and 11 are for what is compressed once: they take 20 times as long. */
    BR("br", new int[] {1, 2, 3, 4, 4, 5, 6, 7, 9}),
    ZSTD("zstd", new int[] {1, 1, 2, 2, 3, 3, 5, 7, 9});

    private final String coding;
    private final int[] levels;

    CompressionAlgorithm(String coding, int[] levels) {
        this.coding = coding;
        this.levels = levels;
    }

    /** Its name in HTTP. */
    public String coding() {
        return coding;
    }

    /** What the algorithm itself calls a level from 1 to 9. */
    public int own(int level) {
        return levels[level - 1];
    }

    /** By the names that a configuration has for them; the first of those that mean the same is the one shown. */
    static Map<String, CompressionAlgorithm> words() {
        Map<String, CompressionAlgorithm> words = new LinkedHashMap<>();
        for (CompressionAlgorithm algorithm : values()) {
            words.put(algorithm.coding, algorithm);
        }
        words.put("brotli", BR);
        words.put("zstandard", ZSTD);
        return words;
    }
}
