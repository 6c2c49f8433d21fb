package io.zentinelproxy.core.config;

/** In which form an error is told. */
public enum ErrorFormat {
    HTML,
    JSON,
    TEXT,
    XML
}
