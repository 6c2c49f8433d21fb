package io.zentinelproxy.inference.dialect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When a refused request may come again, as the clients of OpenAI and Anthropic read it: they try again by themselves after 408,
 * 409, 429 and 5xx, {@code x-should-retry} overrides that, and {@code retry-after-ms} is read before {@code retry-after}.
 */
public final class RetryFields {
    private RetryFields() {}

    /** Asking again does not help: the request is wrong, or the budget is spent. */
    public static Map<String, String> never() {
        return Map.of("x-should-retry", "false");
    }

    /**
     * Asking again does not help now, but will in a time that no client waits for by itself, as when a budget begins anew.
     *
     * @param wait how long until then
     */
    public static Map<String, String> notBefore(Duration wait) {
        Map<String, String> fields = after(wait);
        fields.put("x-should-retry", "false");
        return fields;
    }

    /**
     * Asking again may help, but not at once.
     *
     * @param wait how long; rounded up, as a client that comes too early is refused again
     * @return names and values in the order to be sent, the caller's own
     */
    public static Map<String, String> after(Duration wait) {
        Duration atLeast = wait.isNegative() ? Duration.ZERO : wait;
        long millis = atLeast.plusNanos(999_999).toMillis();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("retry-after", Long.toString(Math.ceilDiv(millis, 1000L)));
        fields.put("retry-after-ms", Long.toString(millis));
        return fields;
    }
}
