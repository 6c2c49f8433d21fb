package io.zentinelproxy.core.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What is different once a file was changed, replaced, or its rights were: compared by value. */
public final class FileStamp {
    /** The time of the last change of content or inode cannot be set by hand, as that of the content can. */
    private static final String ATTRIBUTES = "unix:ctime,ino,size";

    private final Map<String, Object> attributes;

    private FileStamp(Map<String, Object> attributes) {
        this.attributes = attributes;
    }

    /** Of the file behind links; all that cannot be looked at are alike. */
    public static FileStamp of(Path file) {
        try {
            return new FileStamp(Files.readAttributes(file, ATTRIBUTES));
        } catch (IOException missing) {
            return new FileStamp(Map.of());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileStamp stamp && stamp.attributes.equals(attributes);
    }

    @Override
    public int hashCode() {
        return attributes.hashCode();
    }
}
