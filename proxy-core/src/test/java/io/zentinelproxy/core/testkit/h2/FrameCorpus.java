package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.testkit.Corpora;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames, good and bad, that others have written down: http2jp/http2-frame-test-case. They stand beside the project, in {@code ../shared/corpora}. */
public final class FrameCorpus {
    private FrameCorpus() {}

    /**
     * One frame.
     *
     * @param wire its octets
     * @param errors of which a receiver may choose; none where it is a good one
     * @param frame what it says; null where it is a bad one
     */
    public record Case(
            String name,
            byte[] wire,
            List<H2Code> errors,
            @Nullable JsonObject frame) {
        public boolean isGood() {
            return errors.isEmpty();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All of them; without the corpus the test is skipped. */
    public static List<Case> cases() {
        Path corpus = Corpora.of("http2-frames");
        return Corpora.jsonFiles(corpus).stream()
                .map(file -> read(corpus, file))
                .toList();
    }

    private static Case read(Path corpus, Path file) {
        try {
            JsonObject json = (JsonObject) Json.parse(Files.readAllBytes(file));
            return new Case(
                    corpus.relativize(file).toString(),
                    HexFormat.of().parseHex(((JsonString) json.get("wire")).value()),
                    errors(json.get("error")),
                    json.get("frame") instanceof JsonObject frame ? frame : null);
        } catch (IOException | JsonException failed) {
            throw new AssertionError(file.toString(), failed);
        }
    }

    private static List<H2Code> errors(@Nullable JsonValue errors) {
        return errors instanceof JsonArray codes
                ? codes.elements().stream()
                        .map(code -> H2Code.of((int) number(code)))
                        .toList()
                : List.of();
    }

    private static long number(JsonValue value) {
        return ((JsonNumber) value).asLong().orElseThrow();
    }

    /** A number that a frame says; -1 where it says none. */
    public static long number(JsonObject frame, String name) {
        JsonValue value = frame.get(name);
        return value == null || value instanceof JsonNull ? -1 : number(value);
    }
}
