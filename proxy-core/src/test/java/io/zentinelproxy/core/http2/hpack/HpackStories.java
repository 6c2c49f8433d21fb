package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.testkit.Corpora;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What other encoders have written: http2jp/hpack-test-case. The stories stand beside the project, in {@code ../shared/corpora}. */
final class HpackStories {
    private static final int DEFAULT_TABLE = 4096;

    private HpackStories() {}

    /**
     * One block of a story.
     *
     * @param table octets that the decoder allows from this block on
     */
    record Block(String wire, int table, List<Field> fields) {}

    /** Blocks of one connection, in their order. */
    record Story(String name, List<Block> blocks) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** All of them; without the corpus the test is skipped. */
    static List<Story> all() {
        Path corpus = Corpora.of("hpack");
        return Corpora.jsonFiles(corpus).stream()
                .map(file -> read(corpus, file))
                .toList();
    }

    private static Story read(Path corpus, Path file) {
        try {
            JsonObject json = (JsonObject) Json.parse(Files.readAllBytes(file));
            List<Block> blocks = ((JsonArray) json.get("cases"))
                    .elements().stream().map(HpackStories::block).toList();
            return new Story(corpus.relativize(file).toString(), blocks);
        } catch (IOException | JsonException failed) {
            throw new AssertionError(file.toString(), failed);
        }
    }

    private static Block block(JsonValue value) {
        JsonObject json = (JsonObject) value;
        List<Field> fields = ((JsonArray) json.get("headers"))
                .elements().stream().map(HpackStories::field).toList();
        int table = json.get("header_table_size") instanceof JsonNumber number
                ? (int) number.asLong().orElseThrow()
                : DEFAULT_TABLE;
        return new Block(((JsonString) json.get("wire")).value(), table, fields);
    }

    private static Field field(JsonValue value) {
        var only = ((JsonObject) value).members().entrySet().iterator().next();
        return Field.of(only.getKey(), ((JsonString) only.getValue()).value());
    }
}
