package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.inference.model.PromptPart;
import java.nio.charset.StandardCharsets;

/** A picture, a sound or a file in a request, as far as it has been read: what it is may be told before it or behind. */
final class Media {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    /** Of the text between {@code data:} and its comma: a longer one is not looked through. */
    private static final int MAX_PREFIX_OCTETS = 256;

    private static final String IMAGE = "image/";

    private final byte[] octets;

    /** Whether it is a picture by where it stands, or by its media type. */
    private boolean image;

    private boolean low;

    /** Of base64; empty where it is elsewhere. */
    private int from;

    private int to;

    Media(byte[] octets, boolean image) {
        this.octets = octets;
        this.image = image;
    }

    void type(String mediaType) {
        image = image || mediaType.regionMatches(true, 0, IMAGE, 0, IMAGE.length());
    }

    void low() {
        low = true;
    }

    /** Base64 in a string, of its octets without quotes. */
    void base64(int first, int end) {
        from = first;
        to = end;
    }

    /** A URL in a string, which may hold the data itself (RFC 2397). */
    void url(int first, int end) {
        if (!startsWith(DATA, first, end)) {
            return;
        }
        int type = first + DATA.length;
        int comma = type;
        int stop = Math.min(end, type + MAX_PREFIX_OCTETS);
        while (comma < stop && octets[comma] != ',') {
            comma++;
        }
        if (comma < stop) {
            type(new String(octets, type, comma - type, StandardCharsets.ISO_8859_1).replace("\\", ""));
            base64(comma + 1, end);
        }
    }

    /**
     * What it is to the one who counts.
     *
     * @param partType what the part around it says that it is
     * @param partLow whether a look at low detail is asked for there
     */
    PromptPart part(String partType, boolean partLow) {
        ImageSize size = ImageSize.of(octets, from, to);
        boolean picture =
                image || size != ImageSize.UNKNOWN || partType.equals("image") || partType.equals("input_image");
        return picture
                ? new PromptPart.Image(size.width(), size.height(), low || partLow)
                : new PromptPart.Opaque((int) ((to - from) * 3L / 4));
    }

    private boolean startsWith(byte[] prefix, int first, int end) {
        if (end - first < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (octets[first + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
