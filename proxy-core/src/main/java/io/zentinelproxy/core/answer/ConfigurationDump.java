package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.SecretText;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonBoolean;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A configuration as it was understood, as JSON. A secret is shown as it was written, such as {@code env:NAME}. */
final class ConfigurationDump {
    private ConfigurationDump() {}

    static JsonValue of(Configuration configuration) {
        return json(configuration);
    }

    private static JsonValue json(@Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.NULL;
            case SecretText secret -> new JsonString(secret.written());
            case Record one -> members(one);
            case List<?> many ->
                new JsonArray(many.stream().map(ConfigurationDump::json).toList());
            case Map<?, ?> map -> entries(map);
            case Optional<?> optional -> json(optional.orElse(null));
            case Boolean bool -> new JsonBoolean(bool);
            case Integer number -> JsonNumber.of(number);
            case Long number -> JsonNumber.of(number);
            case Enum<?> word -> new JsonString(words(word.name()));
            case Duration duration -> new JsonString(duration.toMillis() + "ms");
            case InetSocketAddress address ->
                new JsonString(address.getAddress().getHostAddress() + ":" + address.getPort());
            default -> new JsonString(value.toString());
        };
    }

    private static JsonObject members(Record one) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            members.put(dashed(component.getName()), json(read(one, component)));
        }
        return new JsonObject(members);
    }

    private static JsonObject entries(Map<?, ?> map) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(String.valueOf(name), json(value)));
        return new JsonObject(members);
    }

    private static @Nullable Object read(Record one, RecordComponent component) {
        try {
            return component.getAccessor().invoke(one);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("unreadable: " + component, e);
        }
    }

    private static String dashed(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
