package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonScan;
import io.zentinelproxy.core.json.JsonTokens.Kind;
import org.jspecify.annotations.Nullable;

/** Reads what holds a picture, a sound or a file. Its base64 is never text, and is decoded no further than to a picture's size. */
final class MediaReader {
    private static final int NOWHERE = -1;

    private final JsonScan scan;
    private final byte[] octets;
    private final ContentReader content;

    /** @param content takes what turns out to be text */
    MediaReader(JsonScan scan, byte[] octets, ContentReader content) {
        this.scan = scan;
        this.octets = octets;
        this.content = content;
    }

    /**
     * Reads a value to its end.
     *
     * @param name under which it stands
     * @return null where there is nothing but text
     */
    @Nullable
    Media read(String name, Kind kind) throws JsonException {
        var media = new Media(octets, name.equals("image_url") || name.equals("image"));
        if (kind == Kind.STRING) {
            place(media, name);
            return media;
        }
        if (kind != Kind.OBJECT) {
            scan.skip();
            return null;
        }
        return object(media) ? media : null;
    }

    /** @return whether there is more than text */
    private boolean object(Media media) throws JsonException {
        boolean text = false;
        boolean nested = false;
        int data = NOWHERE;
        while (scan.next() == Kind.NAME) {
            String name = scan.text();
            Kind value = scan.next();
            if (name.equals("content")) {
                nested = true;
                content.any(value);
            } else if (value != Kind.STRING) {
                scan.skip();
            } else if (name.equals("type")) {
                text = scan.text().equals("text");
            } else if (name.equals("data")) {
                data = scan.from();
                media.base64(scan.from() + 1, scan.to() - 1);
            } else {
                member(media, name);
            }
        }
        if (text && data != NOWHERE) {
            content.add(scan.textAt(data));
        }
        return !text && !nested;
    }

    private void member(Media media, String name) {
        switch (name) {
            case "detail" -> {
                if (scan.text().equals("low")) {
                    media.low();
                }
            }
            case "media_type", "mime_type", "mimeType" -> media.type(scan.text());
            default -> place(media, name);
        }
    }

    private void place(Media media, String name) {
        int first = scan.from() + 1;
        int end = scan.to() - 1;
        switch (name) {
            case "image_url", "url", "file_data", "image", "source" -> media.url(first, end);
            case "input_audio", "data", "encrypted_content" -> media.base64(first, end);
            default -> {}
        }
    }
}
