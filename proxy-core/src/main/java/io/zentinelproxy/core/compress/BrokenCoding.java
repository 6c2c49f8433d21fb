package io.zentinelproxy.core.compress;

/** Octets that are not in the coding that they are said to be in. Carries no stack trace: it is the sender's doing. */
final class BrokenCoding extends Exception {
    private static final long serialVersionUID = 1;

    /** Whether the stream may be well but asks for more memory than a decoder gets here. */
    private final boolean tooLarge;

    private BrokenCoding(String message, boolean tooLarge) {
        super(message, null, false, false);
        this.tooLarge = tooLarge;
    }

    static BrokenCoding because(String message) {
        return new BrokenCoding(message, false);
    }

    static BrokenCoding windowTooLarge() {
        return new BrokenCoding("the window is too large", true);
    }

    boolean isTooLarge() {
        return tooLarge;
    }
}
