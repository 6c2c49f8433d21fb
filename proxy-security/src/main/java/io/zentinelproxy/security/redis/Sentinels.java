package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Who is master now, as the first sentinel says that answers. Asked for each connection that is opened, so that a failover is followed. */
final class Sentinels implements Connections.Address {
    private final List<OriginAddress.Tcp> sentinels;
    private final String master;
    private final JedisClientConfig config;

    Sentinels(List<OriginAddress.Tcp> sentinels, String master, JedisClientConfig config) {
        this.sentinels = sentinels;
        this.master = master;
        this.config = config;
    }

    @Override
    public HostAndPort find() throws StoreException {
        String last = "";
        for (OriginAddress.Tcp sentinel : sentinels) {
            try (Connection connection = new Connection(new HostAndPort(sentinel.host(), sentinel.port()), config)) {
                connection.sendCommand(Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", master);
                if (connection.getOne() instanceof List<?> address && address.size() == 2) {
                    return new HostAndPort(text(address.get(0)), Integer.parseInt(text(address.get(1))));
                }
                last = sentinel.name() + " knows no master " + master;
            } catch (JedisException e) {
                last = sentinel.name() + ": " + Connections.reason(e);
            }
        }
        throw new StoreException("no sentinel tells the master: " + last);
    }

    private static String text(Object octets) {
        return new String((byte[]) octets, StandardCharsets.US_ASCII);
    }
}
