package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.exchange.Exchange;
import java.lang.System.Logger.Level;

/** How the application log writes its lines. */
sealed interface EventFormat extends LineFormat<LogEvent> permits JsonEvents, TextEvents {
    /** Octets that a message may take as written. */
    int LONGEST_MESSAGE = 4096;

    /** Octets that a stack may take as written. */
    int LONGEST_STACK = 10 * 1024;

    /** The lines of events that an exchange writes. */
    LineFormat<Exchange> of(Level level, String source, EventMembers members);

    static EventFormat of(ObservabilitySettings.EventForm form, boolean timestamps) {
        return switch (form) {
            case JSON -> new JsonEvents(new EventFrame(timestamps));
            case PRETTY -> new TextEvents(new EventFrame(timestamps));
        };
    }
}
