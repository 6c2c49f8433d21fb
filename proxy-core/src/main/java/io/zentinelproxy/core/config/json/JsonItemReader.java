package io.zentinelproxy.core.config.json;

import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.core.config.kdl.SourceText;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonTextException;
import io.zentinelproxy.core.json.JsonTokens;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Tokens to tree. {@link Json#MAX_NESTING_DEPTH} bounds the nesting, hence the recursion. Confined to one thread. */
public final class JsonItemReader {
    private final SourceText source;
    private final JsonTokens tokens;

    private JsonItemReader(SourceText source, JsonTokens tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    /** @throws NotJsonException at the first thing that is wrong */
    public static JsonItem read(SourceText source, String text) throws NotJsonException {
        try (JsonTokens tokens = Json.tokens(text)) {
            JsonItemReader reader = new JsonItemReader(source, tokens);
            JsonItem item = reader.item(tokens.next());
            if (tokens.next() != JsonTokens.Kind.DOCUMENT_END) {
                throw reader.refuse("a second value");
            }
            return item;
        } catch (JsonTextException malformed) {
            String reason = malformed.getMessage();
            throw new NotJsonException(Problem.at(
                    new Position(source, malformed.offset()), reason == null ? "not JSON" : "not JSON: " + reason));
        }
    }

    private JsonItem item(JsonTokens.Kind kind) throws JsonTextException, NotJsonException {
        Position here = here();
        return switch (kind) {
            case OBJECT -> new JsonItem.Members(here, members());
            case ARRAY -> new JsonItem.Items(here, items());
            case STRING -> new JsonItem.Scalar(new KdlValue.Text(here, null, tokens.text()));
            case NUMBER -> new JsonItem.Scalar(new KdlValue.Number(here, null, new KdlValue.DecimalDigits(number())));
            case TRUE -> new JsonItem.Scalar(new KdlValue.Bool(here, null, true));
            case FALSE -> new JsonItem.Scalar(new KdlValue.Bool(here, null, false));
            case NULL -> new JsonItem.Scalar(new KdlValue.Null(here, null));
            case NAME, OBJECT_END, ARRAY_END, DOCUMENT_END -> throw refuse("there is no value");
        };
    }

    private List<JsonItem.Member> members() throws JsonTextException, NotJsonException {
        List<JsonItem.Member> members = new ArrayList<>();
        while (tokens.next() == JsonTokens.Kind.NAME) {
            Position position = here();
            String name = tokens.text();
            members.add(new JsonItem.Member(position, name, item(tokens.next())));
        }
        return List.copyOf(members);
    }

    private List<JsonItem> items() throws JsonTextException, NotJsonException {
        List<JsonItem> items = new ArrayList<>();
        for (JsonTokens.Kind kind = tokens.next(); kind != JsonTokens.Kind.ARRAY_END; kind = tokens.next()) {
            items.add(item(kind));
        }
        return List.copyOf(items);
    }

    /** As long as {@link Json#MAX_NUMBER_CHARS} at most, so that this is no work. */
    private BigDecimal number() throws NotJsonException {
        try {
            return new BigDecimal(tokens.text());
        } catch (NumberFormatException beyondRange) {
            throw refuse("not a number that can be read");
        }
    }

    private Position here() {
        return new Position(source, tokens.offset());
    }

    private NotJsonException refuse(String reason) {
        return new NotJsonException(Problem.at(here(), reason));
    }
}
