package io.zentinelproxy.core.exchange;

import org.jspecify.annotations.Nullable;

/** What a request to a model came to, for its log line. Complete once the exchange is over. Names are printable ASCII. */
public interface ModelFacts {
    /** Whose words were spoken: openai, anthropic or generic. */
    String provider();

    /** As the client names it; empty where it named none. */
    String model();

    /** As it was asked for at the origin; empty where the request went nowhere. */
    String modelThere();

    /** The id of the client's virtual key, or null where it has none. */
    @Nullable
    String key();

    /** The team of that key, or null. */
    @Nullable
    String team();

    /** Tokens that the model has read, cached ones included. */
    long inputTokens();

    /** Of those, what was read from the provider's cache. */
    long cachedTokens();

    /** Tokens that it has written, reasoning included. */
    long outputTokens();

    /** Of those, what nobody sees. */
    long reasoningTokens();

    /** Millionths of the currency; -1 where no price is known. */
    long cost();

    /** Who says how many tokens it were: provider, counted or estimated; null where nothing was charged. */
    @Nullable
    String source();

    /** How the answer ended: stop, length, disconnect, cut, budget or error; null where nothing was charged. */
    @Nullable
    String end();

    /** Nanoseconds from the first octet of the request to the first of the answer that says something; 0 where none did. */
    long firstTokenNanos();
}
