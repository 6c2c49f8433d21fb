package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.SecretText;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits counted in Redis.
 *
 * @param nodes the server; or the sentinels; or some servers of the cluster
 * @param master what sentinels call the server that they watch; empty in the other modes
 * @param database of a single server or one that sentinels watch
 * @param user null for the default one
 * @param password null where none is asked for
 * @param tls whether servers are spoken to over TLS, null in the clear
 * @param prefix of all keys
 * @param connections to one server at most
 * @param timeout of a decision: waiting for a connection and the reply together
 */
public record RedisSettings(
        Mode mode,
        List<OriginAddress.Tcp> nodes,
        String master,
        int database,
        @Nullable String user,
        @Nullable SecretText password,
        @Nullable Tls tls,
        String prefix,
        int connections,
        Duration timeout,
        Fallback fallback)
        implements StoreSettings {

    /** How servers stand together. */
    public enum Mode {
        SINGLE,
        SENTINEL,
        CLUSTER
    }

    /** @param authorities a PEM file of those that may vouch for servers, or null for those of the system */
    public record Tls(@Nullable Path authorities) {}

    public RedisSettings {
        nodes = List.copyOf(nodes);
    }

    @Override
    public String kind() {
        return "redis";
    }

    @Override
    public LimitStore open() throws IOException {
        return RedisStore.open(this);
    }
}
