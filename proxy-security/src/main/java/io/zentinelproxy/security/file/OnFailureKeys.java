package io.zentinelproxy.security.file;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.QuantityTypes;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.config.WordTypes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys, the same for every filter that reads files, on files that can no longer be used. */
public final class OnFailureKeys {
    /** Whether who cannot be judged may come. */
    public static final ValueType<Boolean> OPEN_OR_CLOSED = WordTypes.choice(words(), List.of());

    public static final Key<Boolean> ON_FAILURE = Key.defaulting(
            "on-failure",
            OPEN_OR_CLOSED,
            true,
            "Once the files cannot be read for `max-stale-secs`: `open` lets everybody pass this filter, `closed` nobody. At the"
                    + " start a file that cannot be read is refused.");

    public static final Key<Duration> MAX_STALE = Key.defaulting(
            "max-stale-secs",
            QuantityTypes.seconds(Duration.ZERO, Duration.ofDays(365)),
            Duration.ofDays(1),
            "How long what was read before stays in force while the files cannot be read; 0 means for ever.");

    private OnFailureKeys() {}

    private static Map<String, Boolean> words() {
        Map<String, Boolean> words = new LinkedHashMap<>();
        words.put("open", true);
        words.put("closed", false);
        return words;
    }

    public static OnFailure read(Section section) {
        return new OnFailure(section.get(ON_FAILURE), section.get(MAX_STALE));
    }
}
