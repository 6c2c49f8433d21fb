package io.zentinelproxy.core.config;

/** Reads filters of the type {@code url-rewrite}. */
final class UrlRewriteReader {
    private static final Key<String> HOSTNAME =
            Key.optional("hostname", UrlTypes.HOST, "that of the request", "What the origin finds in Host.");

    static final Block BLOCK = FilterBlock.of(
                    "url-rewrite",
                    "Asks the origin for another path or as another host; log and routes keep what the client asked for.",
                    HOSTNAME)
            .blocks(PathChangeReader.BLOCK);

    private UrlRewriteReader() {}

    static FilterSettings read(String id, Section section) {
        return new FilterSettings.UrlRewrite(
                id, section.find(HOSTNAME), section.one(PathChangeReader.BLOCK, PathChangeReader::read));
    }
}
