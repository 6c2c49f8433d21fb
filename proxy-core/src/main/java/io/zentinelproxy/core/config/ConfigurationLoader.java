package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlException;
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

/** From a file to a configuration that has been checked as a whole. Nothing is accepted that is not acted on. */
public final class ConfigurationLoader {
    /** A larger file is taken for a mistake, and is not read to its end. */
    static final int MAX_FILE_OCTETS = 64 << 20;

    /** Stands in a lenient reading for octets that are not UTF-8; it may also be meant. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final System.Logger LOG = System.getLogger(ConfigurationLoader.class.getName());

    private ConfigurationLoader() {}

    /**
     * Reads a file of KDL text in UTF-8.
     *
     * @throws ConfigurationException with everything that is wrong, also where the file cannot be read
     */
    public static Configuration load(Path file) throws ConfigurationException {
        return parse(file.toString(), decode(file.toString(), octetsOf(file)));
    }

    /**
     * Reads a configuration from its text.
     *
     * @param fileName how messages call the text
     * @throws ConfigurationException with everything that is wrong
     */
    public static Configuration parse(String fileName, String text) throws ConfigurationException {
        try {
            return ConfigurationReader.read(KdlDocument.parse(fileName, text));
        } catch (KdlException notKdl) {
            throw new ConfigurationException(notKdl.problems(), 0);
        }
    }

    private static byte[] octetsOf(Path file) throws ConfigurationException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_FILE_OCTETS + 1);
            LOG.log(System.Logger.Level.DEBUG, "configuration file {0} is read", file);
            if (octets.length > MAX_FILE_OCTETS) {
                throw refused(file.toString(), "", "the file is larger than " + MAX_FILE_OCTETS + " octets");
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
