package io.zentinelproxy.core.config;

/**
 * A text that may be a secret: written as it is, or as {@code env:NAME} or {@code file:PATH}.
 *
 * @param written what the configuration says, which may be shown
 * @param value what it stands for, which is never shown or logged
 */
public record SecretText(String written, String value) {
    /** What was written; never the secret. */
    @Override
    public String toString() {
        return written;
    }
}
