package io.zentinelproxy.inference.dialect;

/**
 * The size of a picture by the header of its file: PNG (section 11.2.1 of its third edition), JPEG (ITU T.81 annex B), GIF89a,
 * WebP (RFC 9649). No pixel is decoded, and what the header says is not checked: it serves an estimate.
 *
 * @param width in pixels
 * @param height in pixels
 */
record ImageSize(int width, int height) {
    static final ImageSize UNKNOWN = new ImageSize(0, 0);

    private static final int JPEG_START_OF_SCAN = 0xda;
    private static final int JPEG_END = 0xd9;

    /**
     * Reads the header of a picture in base64.
     *
     * @param octets where it stands in the string of a JSON document
     * @param from its first octet
     * @param to behind its last
     */
    static ImageSize of(byte[] octets, int from, int to) {
        var file = new Base64Header(octets, from, to);
        int first = file.big(2);
        return switch (first) {
            case 0x8950 -> png(file);
            case 0xffd8 -> jpeg(file);
            case 0x4749 -> gif(file);
            case 0x5249 -> webp(file);
            default -> UNKNOWN;
        };
    }

    private static ImageSize png(Base64Header file) {
        if (file.big(2) != 0x4e47 || file.big(4) != 0x0d0a1a0a) {
            return UNKNOWN;
        }
        file.skip(8);
        int width = file.big(4);
        return sized(width, file.big(4));
    }

    private static ImageSize gif(Base64Header file) {
        if (file.big(2) != 0x4638) {
            return UNKNOWN;
        }
        file.skip(2);
        int width = file.little(2);
        return sized(width, file.little(2));
    }

    private static ImageSize webp(Base64Header file) {
        if (file.big(2) != 0x4646) {
            return UNKNOWN;
        }
        file.skip(4);
        if (file.big(4) != 0x57454250 || file.big(3) != 0x565038) {
            return UNKNOWN;
        }
        int variant = file.big(1);
        file.skip(4);
        return switch (variant) {
            case ' ' -> lossy(file);
            case 'L' -> lossless(file);
            case 'X' -> extended(file);
            default -> UNKNOWN;
        };
    }

    private static ImageSize lossy(Base64Header file) {
        file.skip(3);
        if (file.big(3) != 0x9d012a) {
            return UNKNOWN;
        }
        int width = file.little(2) & 0x3fff;
        return sized(width, file.little(2) & 0x3fff);
    }

    private static ImageSize lossless(Base64Header file) {
        if (file.big(1) != 0x2f) {
            return UNKNOWN;
        }
        int packed = file.little(4);
        return sized((packed & 0x3fff) + 1, (packed >>> 14 & 0x3fff) + 1);
    }

    private static ImageSize extended(Base64Header file) {
        file.skip(4);
        int width = file.little(3) + 1;
        return sized(width, file.little(3) + 1);
    }

    /** From segment to segment, up to the one that begins a frame. */
    private static ImageSize jpeg(Base64Header file) {
        while (file.big(1) == 0xff) {
            int marker = file.big(1);
            while (marker == 0xff) {
                marker = file.big(1);
            }
            if (marker == JPEG_START_OF_SCAN || marker == JPEG_END) {
                return UNKNOWN;
            }
            int segment = file.big(2);
            if (segment < 2) {
                return UNKNOWN;
            }
            if (beginsFrame(marker)) {
                file.skip(1);
                int height = file.big(2);
                return sized(file.big(2), height);
            }
            file.skip(segment - 2);
        }
        return UNKNOWN;
    }

    /** SOF0 to SOF15, among which are tables (DHT, DAC) and a reserved one. */
    private static boolean beginsFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static ImageSize sized(int width, int height) {
        return width > 0 && height > 0 ? new ImageSize(width, height) : UNKNOWN;
    }
}
