package io.zentinelproxy.core.certificate;

import io.zentinelproxy.core.certificate.UnusableFile.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The parts of a file in the textual encoding of RFC 7468. What stands around and between them is not looked at. */
final class PemFile {
    /** A larger file is a mistake: the bundle of all public authorities has a quarter of this. */
    static final int MAX_OCTETS = 1024 * 1024;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private PemFile() {}

    /**
     * One part.
     *
     * @param label such as {@code CERTIFICATE}
     * @param encrypted whether it has the fields of RFC 1421 with which OpenSSL encrypted keys before PKCS#8
     */
    record Section(String label, boolean encrypted, byte[] der) {}

    /** @throws UnusableFile where it cannot be read, is too large, or a part of it is cut or no Base64 */
    static List<Section> read(Path file, Part part) throws UnusableFile {
        return sections(text(file, part), file, part);
    }

    private static String text(Path file, Part part) throws UnusableFile {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                throw new UnusableFile(part, file, "is larger than 1 MiB");
            }
            return new String(octets, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new UnusableFile(part, file, "does not exist");
        } catch (IOException unreadable) {
            throw new UnusableFile(part, file, "cannot be read");
        }
    }

    private static List<Section> sections(String text, Path file, Part part) throws UnusableFile {
        List<Section> sections = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            if (labelEnd < 0) {
                throw new UnusableFile(part, file, "is cut within a line");
            }
            String label = text.substring(at + BEGIN.length(), labelEnd);
            int end = text.indexOf(END + label + DASHES, labelEnd);
            if (end < 0) {
                throw new UnusableFile(
                        part, file, "is cut: it begins a `" + printable(label) + "` and does not end it");
            }
            sections.add(section(label, text.substring(labelEnd + DASHES.length(), end), file, part));
            at = text.indexOf(BEGIN, end);
        }
        return sections;
    }

    private static Section section(String label, String body, Path file, Part part) throws UnusableFile {
        if (body.indexOf(':') >= 0) {
            return new Section(label, true, new byte[0]);
        }
        try {
            return new Section(label, false, Base64.getDecoder().decode(withoutWhiteSpace(body)));
        } catch (IllegalArgumentException noBase64) {
            throw new UnusableFile(part, file, "has a `" + printable(label) + "` that is no Base64");
        }
    }

    private static byte[] withoutWhiteSpace(String body) {
        byte[] octets = new byte[body.length()];
        int length = 0;
        for (int i = 0; i < body.length(); i++) {
            if (body.charAt(i) > ' ') {
                octets[length++] = (byte) body.charAt(i);
            }
        }
        return java.util.Arrays.copyOf(octets, length);
    }

    /** A label as a message may show it: it comes from a file that may be anything. */
    private static String printable(String label) {
        boolean plain = label.length() <= 40 && label.chars().allMatch(c -> c >= ' ' && c <= '~');
        return plain ? label : "part";
    }
}
