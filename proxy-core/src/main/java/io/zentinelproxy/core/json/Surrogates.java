package io.zentinelproxy.core.json;

/** Whether UTF-16 text has an equivalent in UTF-8. */
final class Surrogates {

    private Surrogates() {}

    /** Whether every high surrogate is followed by a low one, and no low one stands alone. */
    static boolean paired(String text) {
        int i = 0;
        while (i < text.length()) {
            if (!Character.isSurrogate(text.charAt(i))) {
                i++;
                continue;
            }
            if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                return false;
            }
            i += 2;
        }
        return true;
    }
}
