package io.zentinelproxy.core.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * A document's tokens in their order, each with its place in the text, for who has to say where a thing stands. As strict as
 * {@link Json#parse} and under its limits, except that names may come twice: who reads them sees both. One thread.
 */
public final class JsonTokens implements AutoCloseable {
    private final JsonParser parser;

    JsonTokens(JsonParser parser) {
        this.parser = parser;
    }

    /** What stands at a place. */
    public enum Kind {
        OBJECT,
        OBJECT_END,
        ARRAY,
        ARRAY_END,
        /** The name of a member; its value follows. */
        NAME,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        /** Behind the last token. */
        DOCUMENT_END
    }

    /** @throws JsonTextException if the text is malformed here, or over a limit */
    public Kind next() throws JsonTextException {
        try {
            Kind kind = kind(parser.nextToken());
            if ((kind == Kind.NAME || kind == Kind.STRING) && !Surrogates.paired(text())) {
                throw new JsonTextException("unpaired surrogate", offset());
            }
            return kind;
        } catch (JacksonException refused) {
            TokenStreamLocation named = refused.getLocation();
            throw new JsonTextException(
                    refused.getOriginalMessage(), offset(named == null ? parser.currentLocation() : named));
        }
    }

    /** Of a name or string what it says, its escapes resolved; of a number its digits. */
    public String text() {
        return parser.getString();
    }

    /** Where the token begins, in UTF-16 units. */
    public int offset() {
        return offset(parser.currentTokenLocation());
    }

    @Override
    public void close() {
        parser.close();
    }

    private static int offset(@Nullable TokenStreamLocation location) {
        return location == null ? 0 : (int) Math.max(0, location.getCharOffset());
    }

    private static Kind kind(@Nullable JsonToken token) {
        if (token == null) {
            return Kind.DOCUMENT_END;
        }
        return switch (token) {
            case START_OBJECT -> Kind.OBJECT;
            case END_OBJECT -> Kind.OBJECT_END;
            case START_ARRAY -> Kind.ARRAY;
            case END_ARRAY -> Kind.ARRAY_END;
            case PROPERTY_NAME -> Kind.NAME;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_TRUE -> Kind.TRUE;
            case VALUE_FALSE -> Kind.FALSE;
            case VALUE_NULL -> Kind.NULL;
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("not of a text: " + token.name());
        };
    }
}
