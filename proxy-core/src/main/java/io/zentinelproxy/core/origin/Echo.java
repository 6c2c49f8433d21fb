package io.zentinelproxy.core.origin;

import com.sun.net.httpserver.HttpExchange;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as JSON. The JDK's server forgets the case of field names and the order among different names: names are given in
 * lower case and sorted, the values of one name in the order received.
 */
final class Echo {

    private Echo() {}

    /** Reads the whole content, keeping at most {@code echoedOctets} of it. */
    static JsonObject of(HttpExchange exchange, int echoedOctets) throws IOException {
        return JsonObject.with("method", exchange.getRequestMethod())
                .and("target", exchange.getRequestURI().toString())
                .and("protocol", exchange.getProtocol())
                .and("fields", fields(exchange.getRequestHeaders()))
                .and(
                        "body",
                        EchoedBody.read(exchange.getRequestBody(), echoedOctets).json())
                .build();
    }

    private static JsonArray fields(Map<String, List<String>> received) {
        var sorted = new TreeMap<String, List<String>>();
        received.forEach((name, values) -> sorted.put(name.toLowerCase(Locale.ROOT), values));
        List<JsonValue> fields = new ArrayList<>();
        sorted.forEach((name, values) -> values.forEach(value ->
                fields.add(JsonObject.with("name", name).and("value", value).build())));
        return new JsonArray(fields);
    }
}
