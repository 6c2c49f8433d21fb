package io.zentinelproxy.core.config;

import java.time.Duration;
import java.util.List;

/**
 * From whom a listener takes the PROXY protocol's header.
 *
 * @param from networks of the balancers that send it; a header from elsewhere is not believed
 * @param required whether those must send it
 * @param timeout for the whole header: from accept, or from its first octet where it is not required
 */
public record ProxyProtocolSettings(List<Network> from, boolean required, Duration timeout) {}
