package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import java.util.List;
import java.util.stream.Stream;

/** What {@code GET /v1/models} lists. Any other name is answered too: the names only choose the vocabulary and the words. */
final class ModelList {

    private static final List<String> NAMES = List.of(
            "gpt-4o",
            "gpt-4o-mini",
            "gpt-4.1",
            "gpt-4",
            "gpt-3.5-turbo",
            "claude-demo",
            "zentinel-demo",
            "demo-reasoning",
            "demo-cached");

    /** 2026-01-01, so that the list never changes. */
    private static final long CREATED = 1_767_225_600L;

    private ModelList() {}

    static JsonObject json() {
        Stream<JsonValue> models = NAMES.stream().map(ModelList::model);
        return JsonObject.with("object", "list")
                .and("data", new JsonArray(models.toList()))
                .build();
    }

    private static JsonObject model(String name) {
        return JsonObject.with("id", name)
                .and("object", "model")
                .and("created", CREATED)
                .and("owned_by", "zentinel-demo")
                .build();
    }
}
