package io.zentinelproxy.security.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;

/** How connections are made. No request waits for that, so it may take longer than one. */
final class Clients {
    /** To connect, and for each reply until a connection can be used. */
    static final int OPENING_MILLIS = 1000;

    private Clients() {}

    /** To servers that count. */
    static JedisClientConfig config(RedisSettings settings) throws IOException {
        return base(settings)
                .user(settings.user())
                .password(
                        settings.password() == null ? null : settings.password().value())
                .database(settings.database())
                .build();
    }

    /** To sentinels, which have users of their own and are asked without one. */
    static JedisClientConfig sentinels(RedisSettings settings) throws IOException {
        return base(settings).build();
    }

    private static DefaultJedisClientConfig.Builder base(RedisSettings settings) throws IOException {
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .protocol(RedisProtocol.RESP3)
                .connectionTimeoutMillis(OPENING_MILLIS)
                .socketTimeoutMillis(OPENING_MILLIS)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        RedisSettings.Tls tls = settings.tls();
        if (tls == null) {
            return builder;
        }
        SSLParameters verifying = new SSLParameters();
        verifying.setEndpointIdentificationAlgorithm("HTTPS");
        return builder.ssl(true).sslSocketFactory(factory(tls.authorities())).sslParameters(verifying);
    }

    private static SSLSocketFactory factory(@Nullable Path authorities) throws IOException {
        if (authorities == null) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        try (InputStream file = Files.newInputStream(authorities)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                trusted.setCertificateEntry(Integer.toString(number++), one);
            }
            if (number == 0) {
                throw new IOException("the file " + authorities + " has no certificate");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("the file " + authorities + " has no usable certificates: " + e.getMessage(), e);
        }
    }
}
