package io.zentinelproxy.core.upstream;

/** What a connection to an origin must be like for a request. */
public enum Demand {
    /** Any that is there: the request can be sent again if it turns out dead. */
    ANY,
    /** One that is seen to live, as far as that can be seen: the request cannot be sent a second time. */
    LIVING,
    /** One that was made just now: another has let this request down. */
    FRESH
}
