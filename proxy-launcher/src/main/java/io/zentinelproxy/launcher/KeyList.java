package io.zentinelproxy.launcher;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.keys.KeyRing;
import io.zentinelproxy.inference.keys.VirtualKey;
import io.zentinelproxy.inference.models.ModelGlob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keys as a table, or as JSON: never more of a key than its first characters. */
final class KeyList {
    private static final List<String> HEADINGS = List.of("ID", "TEAM", "STATE", "CREATED", "EXPIRES", "KEY", "NAME");

    private KeyList() {}

    static String of(KeyRing ring, Instant now, boolean json) {
        return json ? json(ring.keys(), now) : table(ring.keys(), now);
    }

    private static String table(List<VirtualKey> keys, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        keys.forEach(key -> rows.add(List.of(
                key.id(),
                shown(key.teamId()),
                state(key, now),
                shown(key.created()),
                shown(key.expires()),
                shown(key.prefix().isEmpty() ? "" : key.prefix() + "..."),
                shown(key.name()))));
        int[] widths = new int[HEADINGS.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder out = new StringBuilder();
        rows.forEach(row -> append(out, row, widths));
        return out.toString();
    }

    private static void append(StringBuilder out, List<String> row, int[] widths) {
        int last = widths.length - 1;
        for (int i = 0; i < last; i++) {
            out.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        out.append(row.get(last)).append('\n');
    }

    private static String shown(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.isEmpty() ? "-" : printable(text);
    }

    /** A name is somebody's input: what steers a terminal or turns the direction of writing is not echoed. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static String state(VirtualKey key, Instant now) {
        return key.state(now).name().toLowerCase(Locale.ROOT);
    }

    private static String json(List<VirtualKey> keys, Instant now) {
        List<JsonValue> all = new ArrayList<>();
        keys.forEach(key -> all.add(JsonObject.with("id", new JsonString(key.id()))
                .and("team", orNull(key.teamId()))
                .and("name", orNull(key.name()))
                .and("state", new JsonString(state(key, now)))
                .and("created", orNull(key.created()))
                .and("expires", orNull(key.expires()))
                .and("revoked", orNull(key.revoked()))
                .and("prefix", orNull(key.prefix()))
                .and("models", models(key.models()))
                .build()));
        return Json.text(new JsonArray(all)) + "\n";
    }

    private static JsonValue models(List<ModelGlob> globs) {
        return new JsonArray(globs.stream()
                .map(glob -> (JsonValue) new JsonString(glob.pattern()))
                .toList());
    }

    private static JsonValue orNull(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.isEmpty() ? JsonNull.NULL : new JsonString(text);
    }
}
