package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.config.AddressTypes;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, as {@code redis[s]://[user@]host[:port][/database]}. A password does not stand in a configuration.
 *
 * @param text as it was written
 */
record RedisUrl(String text, boolean isTls, @Nullable String user, OriginAddress.Tcp server, int database) {
    private static final int PORT = 6379;
    private static final int MAX_DATABASE = 9999;
    private static final String PLAIN = "redis://";
    private static final String SEALED = "rediss://";

    static final RedisUrl USUAL =
            new RedisUrl("redis://127.0.0.1:6379", false, null, new OriginAddress.Tcp("127.0.0.1", PORT), 0);

    static RedisUrl of(String text) throws Refusal {
        boolean tls = text.startsWith(SEALED);
        if (!tls && !text.startsWith(PLAIN)) {
            throw Refusal.because("not a URL of Redis");
        }
        String rest = text.substring((tls ? SEALED : PLAIN).length());
        int at = rest.lastIndexOf('@');
        String user = at < 0 ? null : rest.substring(0, at);
        if (user != null && user.indexOf(':') >= 0) {
            throw Refusal.because(
                    "a password does not stand in the configuration itself: `redis-password` takes it from elsewhere");
        }
        rest = rest.substring(at + 1);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String database = slash < 0 ? "" : rest.substring(slash + 1);
        return new RedisUrl(
                text, tls, user == null || user.isEmpty() ? null : user, server(authority), number(database));
    }

    /** One of several, which have no database of their own. */
    static RedisUrl ofNode(String text) throws Refusal {
        RedisUrl url = of(text.contains("://") ? text : PLAIN + text);
        if (url.database != 0 || url.user != null) {
            throw Refusal.because("only a host and a port may stand here");
        }
        return new RedisUrl(text, url.isTls, null, url.server, 0);
    }

    private static OriginAddress.Tcp server(String authority) throws Refusal {
        boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
        if (AddressTypes.origin(hasPort ? authority : authority + ":" + PORT) instanceof OriginAddress.Tcp server) {
            return server;
        }
        throw Refusal.because("not a host and a port");
    }

    private static int number(String database) throws Refusal {
        if (database.isEmpty()) {
            return 0;
        }
        if (database.length() > 4 || !database.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.because("a database is a number up to " + MAX_DATABASE);
        }
        return Integer.parseInt(database);
    }
}
