package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.testkit.Piece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An access log that a test reads while the proxy writes it. */
public record LogFile(Path path) {

    /** The proxy writes here, in this format. */
    public Piece as(String format) {
        return Piece.observability(
                "access-log { format \"" + format + "\"; file \"" + path + "\"; }\nmetrics { enabled #false; }");
    }

    /** Waits until so many lines are written, no more. */
    public List<String> awaitLines(int count) {
        await().untilAsserted(() -> assertThat(linesNow()).hasSize(count));
        return linesNow();
    }

    /** Waits for the one line of the log. */
    public Line awaitOnlyLine() {
        return Line.parse(awaitLines(1).getFirst());
    }

    public List<String> linesNow() {
        try {
            String text = Files.exists(path) ? Files.readString(path) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One line in JSON. */
    public record Line(JsonObject object) {

        public static Line parse(String text) {
            try {
                return new Line((JsonObject) Json.parse(text.getBytes(StandardCharsets.UTF_8)));
            } catch (JsonException malformed) {
                throw new AssertionError("not JSON: " + text, malformed);
            }
        }

        public String text(String name) {
            assertThat(object.get(name)).as("%s in %s", name, object).isInstanceOf(JsonString.class);
            return ((JsonString) object.get(name)).value();
        }

        public long number(String name) {
            assertThat(object.get(name)).as("%s in %s", name, object).isInstanceOf(JsonNumber.class);
            return ((JsonNumber) object.get(name)).asLong().orElseThrow();
        }

        public boolean has(String name) {
            return object.get(name) != null && object.get(name) != io.zentinelproxy.core.json.JsonNull.NULL;
        }
    }
}
