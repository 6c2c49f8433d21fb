package io.zentinelproxy.core.certificate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names that a certificate is chosen by: DNS names, the left-most label of which may be {@code *} (RFC 9525 section 6.3). */
public final class SniName {
    /** RFC 1035 section 2.3.4. */
    private static final int MAX_NAME = 253;

    private static final int MAX_LABEL = 63;

    static final String WILDCARD = "*.";

    private SniName() {}

    /** The name in lower case without the dot that closes it, or null where it is none. */
    public static @Nullable String canonical(String written) {
        String name = written.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        String labels = name.startsWith(WILDCARD) ? name.substring(WILDCARD.length()) : name;
        return name.length() <= MAX_NAME && isName(labels) ? name : null;
    }

    private static boolean isName(String labels) {
        int length = 0;
        for (int i = 0; i < labels.length(); i++) {
            char c = labels.charAt(i);
            if (c == '.' ? length == 0 : !isLabelChar(c)) {
                return false;
            }
            length = c == '.' ? 0 : length + 1;
            if (length > MAX_LABEL) {
                return false;
            }
        }
        return length > 0;
    }

    /** The underscore is no host's, but is seen in names of services. */
    private static boolean isLabelChar(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
