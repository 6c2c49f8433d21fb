package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.json.JsonValue;

/** What a module tells of itself to operators. Any thread. */
@FunctionalInterface
public interface StatePage {
    /**
     * Tells it as it is now.
     *
     * @param query of the target, as received; empty where there is none
     */
    JsonValue tell(String query);
}
