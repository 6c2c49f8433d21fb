package io.zentinelproxy.security.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A text file line by line, and never more of it in memory: printable ASCII, lines and the whole bounded. */
public final class Lines {
    /** Octets of one line: an address, a score and a remark. */
    public static final int MAX_LINE_OCTETS = 1024;

    /** Lines of one file. */
    public static final int MAX_LINES = 4_000_000;

    private static final int BUFFER = 64 * 1024;

    private Lines() {}

    /** Takes a line that is not empty, without its end, its remark behind {@code #} and the white space around it. */
    @FunctionalInterface
    public interface Taker {
        /** @param number from 1 */
        void line(int number, String text) throws BadFileException;
    }

    /** Reads to the end. */
    public static void read(Path file, Taker taker) throws BadFileException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            byte[] line = new byte[MAX_LINE_OCTETS];
            for (int number = 1; ; number++) {
                if (number > MAX_LINES) {
                    throw BadFileException.at(file, number, "more than " + MAX_LINES + " lines");
                }
                int length = readLine(file, number, in, line);
                take(line, Math.max(length, -length - 1), number, taker);
                if (length < 0) {
                    return;
                }
            }
        } catch (NoSuchFileException e) {
            throw BadFileException.of(file, "there is no such file");
        } catch (IOException e) {
            throw BadFileException.of(file, "it cannot be read: " + e.getMessage());
        }
    }

    /** @return octets of the line; at the end of the file minus that minus one */
    private static int readLine(Path file, int number, InputStream in, byte[] line)
            throws IOException, BadFileException {
        int length = 0;
        for (int octet = in.read(); ; octet = in.read()) {
            if (octet < 0) {
                return -length - 1;
            }
            if (octet == '\n') {
                return length;
            }
            if (length == MAX_LINE_OCTETS) {
                throw BadFileException.at(file, number, "a line of more than " + MAX_LINE_OCTETS + " octets");
            }
            line[length++] = (byte) octet;
        }
    }

    private static void take(byte[] line, int length, int number, Taker taker) throws BadFileException {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        int remark = text.indexOf('#');
        String said = (remark < 0 ? text : text.substring(0, remark)).strip();
        if (!said.isEmpty()) {
            taker.line(number, said);
        }
    }
}
