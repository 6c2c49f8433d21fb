package io.zentinelproxy.core.webhook;

import java.time.Duration;

/** What one attempt came to. */
sealed interface Verdict {
    /** It was taken. */
    record Delivered() implements Verdict {}

    /** It was refused for good: another attempt would be, too. */
    record Refused(String why) implements Verdict {}

    /** @param notBefore what the receiver asks to wait at least; zero where it asks for nothing */
    record TryAgain(String why, Duration notBefore) implements Verdict {}

    /**
     * What an answer says.
     *
     * @param retryAfter what it asks to wait
     */
    static Verdict of(int status, Duration retryAfter) {
        if (status / 100 == 2) {
            return new Delivered();
        }
        String why = "status " + status;
        boolean passing = status / 100 == 5 || status == 429 || status == 408 || status == 425;
        return passing ? new TryAgain(why, retryAfter) : new Refused(why);
    }
}
