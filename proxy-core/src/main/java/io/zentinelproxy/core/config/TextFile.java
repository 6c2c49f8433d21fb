package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.core.config.kdl.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The text of one file.
 *
 * @param octets its length before decoding
 */
record TextFile(String text, int octets) {
    /** Stands in a lenient reading for octets that are not UTF-8; it may also be meant. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final System.Logger LOG = System.getLogger(TextFile.class.getName());

    /**
     * Reads a file as UTF-8, and no further than the limit.
     *
     * @throws ConfigurationException where it cannot be read, is longer than the limit or not UTF-8
     */
    static TextFile read(Path file, int maxOctets) throws ConfigurationException {
        byte[] octets = octetsOf(file, maxOctets);
        return new TextFile(decode(file.toString(), octets), octets.length);
    }

    private static byte[] octetsOf(Path file, int maxOctets) throws ConfigurationException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(maxOctets + 1);
            LOG.log(System.Logger.Level.DEBUG, "configuration file {0} is read", file);
            if (octets.length > maxOctets) {
                throw refused(
                        file.toString(),
                        "",
                        "the configuration, all its files together, is larger than " + Includes.MAX_OCTETS + " octets");
            }
            return octets;
        } catch (NoSuchFileException e) {
            throw refused(file.toString(), "", "there is no such file");
        } catch (IOException e) {
            throw refused(file.toString(), "", "the file cannot be read: " + e.getMessage());
        }
    }

    /** Strict: a replaced character would make a file say something else than its author sees. */
    private static String decode(String fileName, byte[] octets) throws ConfigurationException {
        String lenient = new String(octets, StandardCharsets.UTF_8);
        return lenient.indexOf(REPLACEMENT) < 0 ? lenient : decodeStrictly(fileName, octets);
    }

    /** Slower, but knows where the text ends that is UTF-8. */
    private static String decodeStrictly(String fileName, byte[] octets) throws ConfigurationException {
        CharBuffer text = CharBuffer.allocate(octets.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets), text, true);
        String decoded = text.flip().toString();
        if (result.isError()) {
            throw refused(fileName, decoded, "what follows here is not UTF-8");
        }
        return decoded;
    }

    /** A problem behind the text that could be read. */
    private static ConfigurationException refused(String fileName, String readable, String message) {
        Position end = new Position(new SourceText(fileName, readable), readable.length());
        return new ConfigurationException(List.of(Problem.at(end, message)), 0);
    }
}
