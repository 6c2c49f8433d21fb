package io.zentinelproxy.inference.keys;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be made with.
 *
 * @param name for people, or empty
 * @param team null for none; the file must have it
 * @param models globs; all models where it is empty
 * @param rates keys of a block {@code rate-limit} and their numbers, as they are to be written
 * @param budget keys of a block {@code budget} and their numbers; none where it is empty
 * @param period of the budget, as it is to be written: a word or a number
 */
public record NewKey(
        String id,
        String name,
        @Nullable String team,
        List<String> models,
        @Nullable Instant expires,
        Map<String, String> rates,
        Map<String, String> budget,
        String period) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,18})?");
    private static final Pattern KEY = Pattern.compile("[a-z0-9-]+");

    /** @throws IllegalArgumentException where something is no id, or no number */
    public NewKey {
        if (!KeyTypes.isId(id)) {
            throw new IllegalArgumentException("not usable as an id; expected " + KeyTypes.ID_TYPE.expected());
        }
        models = List.copyOf(models);
        rates = numbers(rates);
        budget = numbers(budget);
    }

    private static Map<String, String> numbers(Map<String, String> written) {
        written.forEach((key, number) -> {
            if (!KEY.matcher(key).matches() || !NUMBER.matcher(number).matches()) {
                throw new IllegalArgumentException(key + " needs a number");
            }
        });
        return new LinkedHashMap<>(written);
    }

    /** As it stands in a file. */
    String block(KeyHash hash, String prefix, Instant created) {
        StringBuilder out = new StringBuilder("key ").append(quoted(id)).append(" {\n");
        line(out, KeyFileReader.HASH_NODE, quoted(hash.written()));
        line(out, KeyFileReader.PREFIX_NODE, quoted(prefix));
        if (!name.isEmpty()) {
            line(out, "name", quoted(name));
        }
        if (team != null) {
            line(out, "team", quoted(team));
        }
        line(out, KeyFileReader.CREATED_NODE, quoted(created.toString()));
        if (expires != null) {
            line(out, "expires", quoted(expires.toString()));
        }
        if (!models.isEmpty()) {
            line(
                    out,
                    "models",
                    String.join(" ", models.stream().map(NewKey::quoted).toList()));
        }
        block(out, "rate-limit", rates, null);
        block(out, "budget", budget, NUMBER.matcher(period).matches() ? period : quoted(period));
        return out.append("}\n").toString();
    }

    private static void block(StringBuilder out, String name, Map<String, String> numbers, @Nullable String period) {
        if (numbers.isEmpty()) {
            return;
        }
        out.append("    ").append(name).append(" {\n");
        if (period != null) {
            line(out.append("    "), "period", period);
        }
        numbers.forEach((key, number) -> line(out.append("    "), key, number));
        out.append("    }\n");
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append("    ").append(name).append(' ').append(value).append('\n');
    }

    /** A string of KDL 2, section 3.10: what steers a terminal or ends a line is escaped. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || c == 0x2028
                    || c == 0x2029) {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
