package io.zentinelproxy.core.config;

/** How a URL is asked for. */
public enum Scheme {
    HTTP,
    HTTPS
}
