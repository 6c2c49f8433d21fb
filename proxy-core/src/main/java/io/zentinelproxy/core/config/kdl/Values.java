package io.zentinelproxy.core.config.kdl;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the words of a node: strings, numbers, keywords, type annotations. */
final class Values {
    private static final String KEYWORDS2 = "one of #true #false #null #inf #-inf #nan";

    private final Dialect dialect;
    private final SourceText source;
    private final Cursor cursor;
    private final QuotedStrings quoted;
    private final RawStrings raw;

    /** A file repeats few names many times; one copy of each is kept. */
    private final Map<String, String> names = new HashMap<>();

    Values(Dialect dialect, SourceText source, Cursor cursor) {
        this.dialect = dialect;
        this.source = source;
        this.cursor = cursor;
        this.quoted = new QuotedStrings(dialect);
        this.raw = new RawStrings(dialect);
    }

    Position here() {
        return new Position(source, cursor.offset());
    }

    /** {@code type}, or null where none is written. */
    @Nullable
    String optionalType() throws SyntaxError {
        if (!cursor.take('(')) {
            return null;
        }
        skipSpaceAroundSigns();
        String type = name("a type name");
        skipSpaceAroundSigns();
        if (!cursor.take(')')) {
            throw SyntaxError.at(cursor.offset(), "the type annotation is not closed", "`)`");
        }
        skipSpaceAroundSigns();
        return type;
    }

    /** White space inside a type annotation, behind it and around {@code =}, which only KDL 2 allows. */
    void skipSpaceAroundSigns() throws SyntaxError {
        if (dialect == Dialect.KDL2) {
            cursor.skipNodeSpace();
        }
    }

    /** A string in any spelling, as the name of a node, a property or a type. */
    String name(String expected) throws SyntaxError {
        if (isQuoted()) {
            return quotedText();
        }
        int start = cursor.offset();
        String word = word();
        if (word.isEmpty()) {
            throw SyntaxError.at(start, unexpected(), expected);
        }
        requireIdentifier(word, start);
        return oneCopy(word);
    }

    private String oneCopy(String name) {
        String known = names.putIfAbsent(name, name);
        return known == null ? name : known;
    }

    /** A value behind its type annotation, which begins at {@code position}. */
    KdlValue value(Position position, @Nullable String type) throws SyntaxError {
        int start = cursor.offset();
        if (isQuoted()) {
            return new KdlValue.Text(position, type, quotedText());
        }
        if (cursor.peek() == '#' && dialect == Dialect.KDL2) {
            return keyword(position, type);
        }
        String word = word();
        if (word.isEmpty()) {
            throw SyntaxError.at(start, unexpected(), "a value");
        }
        if (Numbers.looksLikeOne(word)) {
            return new KdlValue.Number(position, type, number(word, start));
        }
        return dialect == Dialect.KDL2 ? bareText(position, type, word, start) : word1(position, type, word, start);
    }

    boolean isQuoted() {
        return cursor.peek() == '"' || raw.beginsAt(cursor);
    }

    String quotedText() throws SyntaxError {
        return cursor.peek() == '"' ? quoted.read(cursor) : raw.read(cursor);
    }

    /** The longest run of identifier characters from here, perhaps none. */
    String word() {
        int start = cursor.offset();
        while (dialect.isIdentifierChar(cursor.peek())) {
            cursor.step();
        }
        return cursor.since(start);
    }

    /** Refuses a word that may not be an identifier because it is a number, nearly one, or a keyword. */
    void requireIdentifier(String word, int start) throws SyntaxError {
        if (Numbers.looksLikeOne(word)) {
            throw SyntaxError.at(start, "a name cannot begin like a number", "quotation marks around it");
        }
        switch (word) {
            case "true", "false", "null" -> throw reserved(word, start);
            case "inf", "-inf", "nan" -> {
                if (dialect == Dialect.KDL2) {
                    throw reserved(word, start);
                }
            }
            default -> {}
        }
    }

    private static SyntaxError reserved(String word, int start) {
        return SyntaxError.at(
                start,
                "`" + word + "` is a reserved word",
                "`#" + word + "` for the value, \"" + word + "\" for a string");
    }

    private KdlValue bareText(Position position, @Nullable String type, String word, int start) throws SyntaxError {
        requireIdentifier(word, start);
        return new KdlValue.Text(position, type, word);
    }

    private static KdlValue.Digits number(String word, int start) throws SyntaxError {
        KdlValue.Digits number = Numbers.parse(word);
        if (number == null) {
            throw SyntaxError.at(start, "not a number", "digits such as 10, 1_000, 0.5, 1e6 or 0xff");
        }
        return number;
    }

    private KdlValue keyword(Position position, @Nullable String type) throws SyntaxError {
        int start = cursor.offset();
        cursor.skip(1);
        String word = word();
        return switch (word) {
            case "true", "false" -> new KdlValue.Bool(position, type, word.equals("true"));
            case "null" -> new KdlValue.Null(position, type);
            case "inf", "-inf", "nan" -> new KdlValue.NotFinite(position, type, word);
            default -> throw SyntaxError.at(start, "no such keyword `#" + word + "`", KEYWORDS2);
        };
    }

    private static KdlValue word1(Position position, @Nullable String type, String word, int start) throws SyntaxError {
        return switch (word) {
            case "true", "false" -> new KdlValue.Bool(position, type, word.equals("true"));
            case "null" -> new KdlValue.Null(position, type);
            default -> throw SyntaxError.at(start, "a string needs quotation marks in KDL 1", "\"" + word + "\"");
        };
    }

    private String unexpected() {
        int c = cursor.peek();
        if (c == Cursor.END) {
            return "the file ends here";
        }
        boolean named = Dialect.isDisallowed(c) || Dialect.isNewline(c);
        return named ? "unexpected character U+%04X".formatted(c) : "unexpected `" + Character.toString(c) + "`";
    }
}
