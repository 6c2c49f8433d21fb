package io.zentinelproxy.core.config;

/** Reads filters of the type {@code redirect}. */
final class RedirectReader {
    private static final int FOUND = 302;

    private static final Key<String> HOSTNAME =
            Key.optional("hostname", UrlTypes.HOST, "that of the request", "The host to go to.");

    private static final Key<Scheme> SCHEME = Key.optional(
            "scheme", UrlTypes.SCHEME, "that of the request", "The scheme to go to; it changes the port to its own.");

    private static final Key<Integer> PORT = Key.optional(
            "port",
            UrlTypes.PORT,
            "that of the request, or of `scheme` where that is given",
            "The port to go to; the scheme's own is not written.");

    private static final Key<Integer> STATUS =
            Key.defaulting("status-code", UrlTypes.REDIRECT_STATUS, FOUND, "The status of the answer.");

    static final Block BLOCK = FilterBlock.of(
                    "redirect",
                    "Sends the client elsewhere, query included; a request that is there already goes on.",
                    HOSTNAME,
                    SCHEME,
                    PORT,
                    STATUS)
            .blocks(PathChangeReader.BLOCK);

    private RedirectReader() {}

    static FilterSettings read(String id, Section section) {
        return new FilterSettings.Redirect(
                id,
                section.find(HOSTNAME),
                section.find(SCHEME),
                section.find(PORT),
                section.one(PathChangeReader.BLOCK, PathChangeReader::read),
                section.get(STATUS));
    }
}
