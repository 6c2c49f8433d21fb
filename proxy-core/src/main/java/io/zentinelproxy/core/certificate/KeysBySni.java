package io.zentinelproxy.core.certificate;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives JSSE the certificate for the name that the client asks for. JSSE asks once for each kind of key that the client can verify,
 * in the client's order of preference, and takes the first that there is. Immutable, as the table is: what was chosen is what
 * is sent, also while files change.
 */
final class KeysBySni extends X509ExtendedKeyManager {
    private final CertificateTable table;
    private final Map<ServerCertificate, String> aliases = new HashMap<>();
    private final Map<String, ServerCertificate> byAlias = new HashMap<>();

    KeysBySni(CertificateTable table, List<List<ServerCertificate>> certificates) {
        this.table = table;
        for (List<ServerCertificate> block : certificates) {
            for (ServerCertificate certificate : block) {
                String alias = Integer.toString(aliases.size());
                aliases.put(certificate, alias);
                byAlias.put(alias, certificate);
            }
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        ServerCertificate chosen = table.find(requestedName(engine)).of(keyType);
        return chosen == null ? null : aliases.get(chosen);
    }

    /**
     * The name that the engine was made for. That of the handshake's session would come too late: before there is one, JSSE asks for the
     * certificate to see whether that of a ticket is still the one in use.
     */
    private static @Nullable String requestedName(SSLEngine engine) {
        return engine.getPeerHost();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        ServerCertificate certificate = byAlias.get(alias);
        return certificate == null ? null : certificate.chain().clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        ServerCertificate certificate = byAlias.get(alias);
        return certificate == null ? null : certificate.key();
    }

    /** Not asked by JSSE, which chooses by the engine. */
    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
