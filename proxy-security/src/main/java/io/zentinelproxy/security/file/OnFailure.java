package io.zentinelproxy.security.file;

import java.time.Duration;

/**
 * What happens to a filter whose files can no longer be used.
 *
 * @param admits whether all may then come, so far as it is concerned; else none
 * @param maxStale how long what was read before stays in force; zero for ever
 */
public record OnFailure(boolean admits, Duration maxStale) {}
