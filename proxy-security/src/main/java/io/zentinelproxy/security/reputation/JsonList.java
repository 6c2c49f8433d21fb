package io.zentinelproxy.security.reputation;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonTextException;
import io.zentinelproxy.core.json.JsonTokens;
import io.zentinelproxy.core.json.JsonTokens.Kind;
import io.zentinelproxy.security.file.BadFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A list in JSON, token by token: nothing is built of it but the list. Confined to one thread. */
final class JsonList {
    private final ScoredList list;
    private final String text;
    private final JsonTokens tokens;

    /** Up to where lines are counted, and how many there were. */
    private int counted;

    private int line = 1;

    private JsonList(ScoredList list, String text, JsonTokens tokens) {
        this.list = list;
        this.text = text;
        this.tokens = tokens;
    }

    static void read(ScoredList list) throws BadFileException {
        String text = textOf(list.file());
        try (JsonTokens tokens = Json.tokens(text)) {
            JsonList reading = new JsonList(list, text, tokens);
            try {
                reading.all();
            } catch (JsonTextException malformed) {
                throw BadFileException.at(list.file(), reading.lineOf(malformed.offset()), "this is not JSON");
            }
        }
    }

    /** Octets that are not UTF-8 come as characters that no address has. */
    private static String textOf(Path file) throws BadFileException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(Json.MAX_DOCUMENT_OCTETS + 1);
            if (octets.length > Json.MAX_DOCUMENT_OCTETS) {
                throw BadFileException.of(file, "it has more than " + Json.MAX_DOCUMENT_OCTETS + " octets");
            }
            return new String(octets, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw BadFileException.of(file, "there is no such file");
        } catch (IOException e) {
            throw BadFileException.of(file, "it cannot be read: " + e.getMessage());
        }
    }

    private void all() throws BadFileException, JsonTextException {
        require(tokens.next() == Kind.ARRAY, "a list is an array");
        for (Kind kind = tokens.next(); kind != Kind.ARRAY_END; kind = tokens.next()) {
            if (kind == Kind.STRING) {
                list.add(line(), tokens.text());
            } else {
                require(kind == Kind.OBJECT, "an entry is a string or an object");
                entry();
            }
        }
        require(tokens.next() == Kind.DOCUMENT_END, "nothing may stand behind the list");
    }

    private void entry() throws BadFileException, JsonTextException {
        int at = line();
        String address = null;
        String score = null;
        for (Kind kind = tokens.next(); kind != Kind.OBJECT_END; kind = tokens.next()) {
            String name = tokens.text();
            Kind value = tokens.next();
            switch (name) {
                case "address" -> address = once(address, value == Kind.STRING);
                case "score" -> score = once(score, value == Kind.NUMBER);
                default -> skip(value);
            }
        }
        if (address == null) {
            throw BadFileException.at(list.file(), at, "an entry without an `address`");
        }
        if (score == null) {
            list.add(at, address);
        } else {
            list.add(at, address, score);
        }
    }

    private String once(@Nullable String before, boolean isOfItsType) throws BadFileException {
        require(isOfItsType, "an `address` is a string and a `score` a number");
        require(before == null, "a member is given twice");
        return tokens.text();
    }

    /** Anything else that a list may say of an address. */
    private void skip(Kind first) throws JsonTextException {
        int depth = change(first);
        while (depth > 0) {
            depth += change(tokens.next());
        }
    }

    private static int change(Kind kind) {
        return switch (kind) {
            case OBJECT, ARRAY -> 1;
            case OBJECT_END, ARRAY_END -> -1;
            case NAME, STRING, NUMBER, TRUE, FALSE, NULL, DOCUMENT_END -> 0;
        };
    }

    private void require(boolean holds, String otherwise) throws BadFileException {
        if (!holds) {
            throw BadFileException.at(list.file(), line(), otherwise);
        }
    }

    private int line() {
        return lineOf(tokens.offset());
    }

    /** Lines are counted on from the last place asked for. */
    private int lineOf(int offset) {
        for (; counted < Math.min(offset, text.length()); counted++) {
            if (text.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }
}
