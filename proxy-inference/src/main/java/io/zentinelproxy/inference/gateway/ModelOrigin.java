package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.SecretText;
import io.zentinelproxy.inference.model.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Who serves models at an upstream.
 *
 * @param provider whose words it speaks
 * @param key its own, or null where that of the client goes on
 * @param tellsUsage whether it may be asked for the usage in streams; some refuse that
 */
record ModelOrigin(Provider provider, @Nullable SecretText key, boolean tellsUsage) {}
