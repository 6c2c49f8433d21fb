package io.zentinelproxy.core.config.kdl;

/** {@code name=value}. @param position of the name */
public record KdlProperty(Position position, String name, KdlValue value) {}
