package io.zentinelproxy.core.observe;

/** Takes what is told when metrics are read. */
public interface Figures {
    /**
     * One value. Equal label values, of whomever, are added up.
     *
     * @param labelValues in the order of the reading's labels
     * @throws IllegalArgumentException if there are not as many values as labels
     */
    void put(Reading reading, long value, String... labelValues);
}
