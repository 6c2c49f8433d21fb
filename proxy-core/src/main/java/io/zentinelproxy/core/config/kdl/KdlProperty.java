package io.zentinelproxy.core.config.kdl;

/** {@code name=value}; the position is that of the name. */
public record KdlProperty(Position position, String name, KdlValue value) {}
