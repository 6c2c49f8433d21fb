package io.zentinelproxy.inference.keys;

import io.zentinelproxy.core.config.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes, revokes and rotates keys in a file. Each change is read as a proxy would read it before it is written, and is written whole or not at
 * all; two who do so at once do it one after the other. A key is told once, to who made it; the file has its hash.
 */
public final class KeyFileEditor {
    /** How long one that was rotated away and has ended is still known, so that the log can tell who uses it. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private static final Pattern REPLACED = Pattern.compile(
            "(?m)^[ \\t]*replaced \\{ hash \"sha256:[0-9a-f]{64}\"; until \"([0-9TZ:.-]{10,40})\"; \\}\\n");

    private final Path file;
    private final SecureRandom random;

    public KeyFileEditor(Path file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    /** From one text to the next. */
    @FunctionalInterface
    private interface Change {
        String of(String text, KeyRing ring) throws KeyFileException;
    }

    /**
     * Makes a key, and the file where there is none.
     *
     * @return the key itself
     * @throws KeyFileException where the file is wrong, or would be with this key
     */
    public String create(NewKey wanted, Instant now) throws IOException, KeyFileException {
        String key = KeyText.generate(random);
        change((text, ring) -> {
            if (ring.ofId(wanted.id()) != null) {
                throw new KeyFileException(file + ": there is a key of the id " + wanted.id() + " already");
            }
            if (wanted.team() != null
                    && ring.teams().stream().noneMatch(team -> team.id().equals(wanted.team()))) {
                throw new KeyFileException(
                        file + ": there is no team of this id; write a block `team` of it into the file first");
            }
            String before = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
            return before + wanted.block(hash(key), prefix(key), now);
        });
        return key;
    }

    /**
     * Ends a key from now on.
     *
     * @return whether it was not revoked before
     * @throws KeyFileException where the file is wrong or has no such key
     */
    public boolean revoke(String id, Instant now) throws IOException, KeyFileException {
        return change((text, ring) -> {
            VirtualKey key = ofId(ring, id);
            if (key.revoked() == null) {
                return KeyEdit.of(file.toString(), text, id).revoked(now);
            }
            if (key.state(now) != VirtualKey.State.REVOKED) {
                throw new KeyFileException(
                        file + ": " + id + " is to be revoked at " + key.revoked() + " already; change that by hand");
            }
            return text;
        });
    }

    /**
     * Makes a new key in place of the one of an id, whose limits and books go on.
     *
     * @param grace how long the old one may still be used
     * @return the new key itself
     * @throws KeyFileException where the file is wrong or has no such key that may be used
     */
    public String rotate(String id, Duration grace, Instant now) throws IOException, KeyFileException {
        String key = KeyText.generate(random);
        Instant until = grace.isZero() ? null : now.plus(grace);
        change((text, ring) -> {
            VirtualKey.State state = ofId(ring, id).state(now);
            if (state != VirtualKey.State.ACTIVE) {
                throw new KeyFileException(file + ": " + id + " has ended; a new key in its place would have, too");
            }
            return withoutForgotten(rotated(text, id, key, until), now);
        });
        return key;
    }

    private String rotated(String text, String id, String key, @Nullable Instant until) throws KeyFileException {
        return KeyEdit.of(file.toString(), text, id).rotated(hash(key), prefix(key), until);
    }

    /** Without the lines that we wrote of keys that have ended long ago. */
    private static String withoutForgotten(String text, Instant now) {
        Instant before = now.minus(REMEMBERED);
        return REPLACED.matcher(text).replaceAll(line -> {
            boolean forgotten = parse(line.group(1)).isBefore(before);
            return forgotten ? "" : Matcher.quoteReplacement(line.group());
        });
    }

    /** The file was read as one of keys: this is a time. */
    private static Instant parse(String until) {
        try {
            return KeyTypes.time(until);
        } catch (Refusal notOurs) {
            return Instant.MAX;
        }
    }

    private VirtualKey ofId(KeyRing ring, String id) throws KeyFileException {
        VirtualKey key = ring.ofId(id);
        if (key == null) {
            throw new KeyFileException(file + ": there is no key of this id");
        }
        return key;
    }

    private boolean change(Change change) throws IOException, KeyFileException {
        try (LockedFile locked = LockedFile.of(file)) {
            String before = locked.read();
            String after = change.of(before, KeyFile.parse(file.toString(), before));
            if (after.equals(before)) {
                return false;
            }
            KeyFile.parse(file.toString(), after);
            locked.write(before, after);
            return true;
        }
    }

    private static KeyHash hash(String key) {
        byte[] octets = key.getBytes(StandardCharsets.US_ASCII);
        return KeyHash.of(octets, 0, octets.length);
    }

    private static String prefix(String key) {
        return key.substring(0, KeyText.PREFIX);
    }
}
