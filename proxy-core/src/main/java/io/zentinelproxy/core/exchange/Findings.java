package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.config.CompressionAlgorithm;
import org.jspecify.annotations.Nullable;

/** What filters found out about a request, for log lines and for other filters. Belongs to the thread of its exchange. */
public final class Findings {
    private @Nullable LimitFacts limits;
    private boolean limited;
    private @Nullable String country;
    private int score = -1;
    private @Nullable CompressionAlgorithm coding;
    private boolean transformable;
    private @Nullable ModelFacts model;

    /** Forgets what was found. */
    void clear() {
        limited = false;
        country = null;
        score = -1;
        coding = null;
        transformable = false;
        model = null;
    }

    /** The exchange is over: what was found is kept alive by nobody who serves no request. */
    public void letGo() {
        model = null;
    }

    /** What was asked of a model, or null where none was. */
    public @Nullable ModelFacts model() {
        return model;
    }

    public void model(ModelFacts facts) {
        model = facts;
    }

    /** What rate limits made of it, or null where none was asked. */
    public @Nullable LimitFacts limits() {
        return limited ? limits : null;
    }

    public void limits(LimitFacts facts) {
        limits = facts;
        limited = true;
    }

    /** What was noted of this exchange's limits last, be it for an earlier request: whoever made it may use it again. */
    public @Nullable LimitFacts spareLimits() {
        return limits;
    }

    /** Where the client is, by ISO 3166-1 alpha-2 in upper case; null where nobody asked, empty where it is not known. */
    public @Nullable String country() {
        return country;
    }

    public void country(String code) {
        country = code;
    }

    /** How bad the client's address is said to be, from 0 to 100; -1 where nobody asked. */
    public int reputation() {
        return score;
    }

    public void reputation(int found) {
        score = found;
    }

    /** What the answer may be compressed with, as its client said before anything changed its request; null for nothing. */
    public @Nullable CompressionAlgorithm coding() {
        return coding;
    }

    /** Whether the client minds no transformation of the answer's content (RFC 9111 section 5.2.1.6). */
    public boolean isTransformable() {
        return transformable;
    }

    public void coding(@Nullable CompressionAlgorithm accepted, boolean mayTransform) {
        coding = accepted;
        transformable = mayTransform;
    }
}
