package io.zentinelproxy.core.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Where a webhook's messages go.
 *
 * @param encrypted https; else http, to this machine alone
 * @param authority as Host says it
 * @param target path and query, in origin-form (RFC 9112 section 3.2.1)
 */
public record WebhookUrl(boolean encrypted, OriginAddress.Tcp address, String authority, String target) {
    private static final int MOST_CHARS = 2048;
    private static final Set<String> HERE = Set.of("127.0.0.1", "::1", "localhost");

    static final ValueType<WebhookUrl> TYPE = ValueType.ofText(
            "URL",
            "a URL such as \"https://hooks.example.com/proxy\"; http only to this machine itself",
            WebhookUrl::of,
            url -> '"' + url.text() + '"');

    private static WebhookUrl of(String text) throws Refusal {
        if (text.length() > MOST_CHARS) {
            throw Refusal.because("a URL of more than " + MOST_CHARS + " characters");
        }
        URI uri = parse(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean encrypted = scheme.equals("https");
        String host = uri.getHost();
        if (host == null || !encrypted && !scheme.equals("http")) {
            throw Refusal.because("not a URL of https");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw Refusal.because("neither a user nor a fragment is sent");
        }
        String authority = uri.getPort() < 0 ? host : host + ":" + uri.getPort();
        int port = uri.getPort() < 0 ? encrypted ? 443 : 80 : uri.getPort();
        OriginAddress address = AddressTypes.origin(host + ":" + port);
        if (!(address instanceof OriginAddress.Tcp tcp)) {
            throw Refusal.because("not a host");
        }
        if (!encrypted && !HERE.contains(tcp.host())) {
            throw Refusal.because("in the clear whoever is on the way could read it");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return new WebhookUrl(encrypted, tcp, authority, target);
    }

    private static URI parse(String text) throws Refusal {
        try {
            URI uri = new URI(text);
            // Characters beyond US-ASCII, which the class lets pass, are in no request line.
            if (!uri.toASCIIString().equals(text)) {
                throw Refusal.because("characters of a URL are those of US-ASCII");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw Refusal.because("not a URL: " + e.getReason());
        }
    }

    /** As it was written. */
    public String text() {
        return (encrypted ? "https://" : "http://") + authority + target;
    }
}
