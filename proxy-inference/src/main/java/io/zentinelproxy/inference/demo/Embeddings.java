package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.tokens.TokenCounter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * OpenAI's embeddings: vectors that mean nothing and are the same for the same text. As numbers, or in base64 as 32-bit floats of little endian,
 * which the vendor's SDKs ask for.
 *
 * @param model the name the client gave
 * @param texts to be embedded
 * @param base64 whether vectors are told so
 * @param dimensions of a vector
 */
record Embeddings(String model, List<String> texts, boolean base64, int dimensions) {
    private static final int DIMENSIONS = 16;
    private static final int MAX_DIMENSIONS = 4096;
    private static final int MAX_TEXTS = 2048;

    Embeddings {
        texts = List.copyOf(texts);
    }

    static Embeddings read(JsonValue request) throws Refusal {
        Members members = Members.of(request, "");
        String format = members.has("encoding_format") ? members.string("encoding_format") : "float";
        if (!format.equals("float") && !format.equals("base64")) {
            throw Members.wrongType("encoding_format", "float or base64");
        }
        int dimensions = members.positive("dimensions").orElse(DIMENSIONS);
        if (dimensions > MAX_DIMENSIONS) {
            throw Members.wrongType("dimensions", "at most " + MAX_DIMENSIONS);
        }
        return new Embeddings(MessageReader.model(members), texts(members), format.equals("base64"), dimensions);
    }

    private static List<String> texts(Members members) throws Refusal {
        if (members.required("input") instanceof JsonString text) {
            return List.of(text.value());
        }
        List<String> texts = new ArrayList<>();
        for (JsonValue element : members.elements("input")) {
            if (!(element instanceof JsonString text) || texts.size() == MAX_TEXTS) {
                throw Members.wrongType("input", "a string, or an array of at most " + MAX_TEXTS + " strings");
            }
            texts.add(text.value());
        }
        return texts;
    }

    /** Counts and answers. */
    JsonObject answer() {
        TokenCounter counter = DemoModel.counter(model);
        List<JsonValue> data = new ArrayList<>();
        int tokens = 0;
        for (String text : texts) {
            tokens += counter.count(text).tokens();
            data.add(JsonObject.with("object", "embedding")
                    .and("index", data.size())
                    .and("embedding", vector(text))
                    .build());
        }
        JsonObject usage = JsonObject.with("prompt_tokens", JsonNumber.of(tokens))
                .and("total_tokens", tokens)
                .build();
        return JsonObject.with("object", "list")
                .and("data", new JsonArray(data))
                .and("model", model)
                .and("usage", usage)
                .build();
    }

    /** Of length 1, as the vendor's are. */
    private JsonValue vector(String text) {
        var random = new Random(text.hashCode());
        double[] values = random.doubles(dimensions, -1, 1).toArray();
        double square = 0;
        for (double value : values) {
            square += value * value;
        }
        ByteBuffer octets = ByteBuffer.allocate(Float.BYTES * dimensions).order(ByteOrder.LITTLE_ENDIAN);
        List<JsonValue> numbers = new ArrayList<>();
        for (double value : values) {
            float unit = (float) (value / Math.sqrt(square));
            octets.putFloat(unit);
            numbers.add(new JsonNumber(Float.toString(unit)));
        }
        return base64 ? new JsonString(Base64.getEncoder().encodeToString(octets.array())) : new JsonArray(numbers);
    }
}
