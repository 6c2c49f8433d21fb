package io.zentinelproxy.security.quota;

/**
 * How a store is.
 *
 * @param up whether it is asked
 * @param failures questions without an answer, since it was opened
 * @param outages times that it was given up for a while
 * @param lastFailure what went wrong last, without secrets; empty where nothing did
 */
public record StoreState(boolean up, long failures, long outages, String lastFailure) {
    /** Of one that cannot fail. */
    public static final StoreState SOUND = new StoreState(true, 0, 0, "");
}
