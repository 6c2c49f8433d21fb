package io.zentinelproxy.core.certificate;

import java.nio.file.Path;

/** A file of a certificate, a key or an authority that cannot be used. The message names it and holds nothing of what is in it. */
public final class UnusableFile extends Exception {
    private static final long serialVersionUID = 1L;

    /** What of a certificate's settings is to blame. */
    public enum Part {
        CERTIFICATE,
        KEY,
        PASSPHRASE,
        AUTHORITIES
    }

    private final Part part;

    UnusableFile(Part part, Path file, String why) {
        super("the file `" + file + "` " + why);
        this.part = part;
    }

    public Part part() {
        return part;
    }

    /** One sentence. */
    public String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
