package io.zentinelproxy.core.config;

/** What a block of a module came to: core only carries it to where the module takes it again. Immutable. */
public interface ModuleSettings {}
