package io.zentinelproxy.security.access;

import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.OnFailure;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.time.Duration;

/**
 * One {@code filter} of the type {@code reputation}, by scores from 0 to 100.
 *
 * @param allowed whom no list speaks of: who has a value there
 * @param block the lowest score that is refused
 * @param flag the lowest that origins are warned of
 * @param logOnly whether who would be refused is logged and let in
 * @param refresh between two looks at the lists
 */
public record ReputationSettings(
        String id,
        Loaded<PrefixTable> lists,
        PrefixTable allowed,
        int block,
        int flag,
        boolean logOnly,
        Duration refresh,
        OnFailure onFailure,
        Denial denial)
        implements FilterSettings.OfModule {}
