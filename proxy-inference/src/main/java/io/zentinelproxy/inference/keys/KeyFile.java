package io.zentinelproxy.inference.keys;

import io.zentinelproxy.core.certificate.FileStamp;
import io.zentinelproxy.core.config.BlockFile;
import io.zentinelproxy.core.config.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The keys of a file, as they are now. A file that cannot be used leaves those in force that were read before, and says so in one line of
 * the log for each change of the file, and in a count. Looked after by one thread at a time, asked by any.
 */
public final class KeyFile {
    /** Some 50,000 keys; the parts of a file are bounded besides. */
    public static final int MAX_OCTETS = 32 << 20;

    private static final System.Logger LOG = System.getLogger(KeyFile.class.getName());

    private final Path file;
    private final LongAdder failures = new LongAdder();
    private volatile KeyRing ring;

    /** What was there at the last look, and at the last reading; both guarded by this. Nothing at first: the first look reads again. */
    private List<FileStamp> seen = List.of();

    private List<FileStamp> read = List.of();

    /** Of what was read, or tried, last. */
    private String text;

    private KeyFile(Path file, String text, KeyRing ring) {
        this.file = file;
        this.text = text;
        this.ring = ring;
    }

    /** @throws KeyFileException where it cannot be read, or is wrong */
    public static KeyFile open(Path file) throws KeyFileException {
        String text = textOf(file);
        return new KeyFile(file, text, parse(file.toString(), text));
    }

    /** The keys in force. Whoever works on a request takes them once. */
    public KeyRing ring() {
        return ring;
    }

    public Path file() {
        return file;
    }

    /** Changes of the file that were refused. */
    public long failures() {
        return failures.sum();
    }

    /** Looks whether the file has changed and is at rest; one still being written is left for the next look. */
    public synchronized void look() {
        List<FileStamp> now = List.of(FileStamp.of(file));
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(read)) {
            read = now;
            refresh();
        }
    }

    /** Reads it at once, as when the configuration is read anew. */
    public synchronized void reload() {
        read = List.of(FileStamp.of(file));
        seen = read;
        refresh();
    }

    private void refresh() {
        try {
            String found = textOf(file);
            if (!found.equals(text)) {
                text = found;
                ring = parse(file.toString(), found);
                LOG.log(
                        System.Logger.Level.INFO,
                        file + ": read again, " + ring.keys().size() + " keys");
            }
        } catch (KeyFileException refused) {
            failures.increment();
            LOG.log(
                    System.Logger.Level.ERROR,
                    file + ": the keys that were read before stay in force, as " + refused.getMessage());
        }
    }

    static KeyRing parse(String name, String text) throws KeyFileException {
        try {
            return BlockFile.read(name, text, KeyFileReader.ROOT, new KeyFileReader()::read);
        } catch (ConfigurationException refused) {
            throw KeyFileException.of(refused);
        }
    }

    static String textOf(Path file) throws KeyFileException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                throw new KeyFileException(file + ": larger than " + MAX_OCTETS + " octets");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new KeyFileException(file + ": there is no such file");
        } catch (CharacterCodingException e) {
            throw new KeyFileException(file + ": this is not UTF-8");
        } catch (IOException e) {
            throw new KeyFileException(file + ": the file cannot be read: " + e.getMessage());
        }
    }
}
