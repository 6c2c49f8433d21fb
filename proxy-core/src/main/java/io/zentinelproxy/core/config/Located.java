package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Position;

/** A value and where it was written. */
public record Located<T>(T value, Position position) {}
