package io.zentinelproxy.security.access;

import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.OnFailure;
import io.zentinelproxy.security.geo.CountryTable;
import java.time.Duration;
import java.util.Set;

/**
 * One {@code filter} of the type {@code geo}.
 *
 * @param countries their codes (ISO 3166-1 alpha-2)
 * @param remembered how long a client's country holds, whatever a newer database says; zero for not at all
 * @param told whether client and origin are told the country
 */
public record GeoSettings(
        String id,
        Loaded<CountryTable> database,
        Action action,
        Set<String> countries,
        OnFailure onFailure,
        Denial denial,
        Duration remembered,
        boolean told)
        implements FilterSettings.OfModule {

    /** What happens to clients in {@code countries}. */
    public enum Action {
        /** They are refused, and no others. */
        BLOCK,
        /** They are let in and all others refused; all are let in where none is named. */
        ALLOW,
        /** They are logged and counted as if they were refused, and let in. */
        LOG_ONLY
    }
}
