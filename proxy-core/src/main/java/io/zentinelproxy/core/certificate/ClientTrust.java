package io.zentinelproxy.core.certificate;

import io.zentinelproxy.core.certificate.UnusableFile.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Whom the certificates of peers must come from. */
public final class ClientTrust {
    private ClientTrust() {}

    /**
     * What believes certificates of these authorities alone (RFC 5280 section 6): in their time, for their use, not looking for
     * revocation.
     *
     * @throws UnusableFile where the file holds no certificate
     */
    public static TrustManager[] of(Path file) throws UnusableFile {
        List<X509Certificate> authorities = authorities(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry(Integer.toString(store.size()), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableFile(Part.AUTHORITIES, file, "holds a certificate that nothing can be trusted by");
        }
    }

    /** The certificates of a file. @throws UnusableFile where it holds none */
    public static List<X509Certificate> authorities(Path file) throws UnusableFile {
        return CertificateChain.read(file, Part.AUTHORITIES);
    }

    /**
     * Whether the peer's certificate has ended since the session began. A session that goes on does not show it again, and JSSE
     * does not look.
     */
    public static boolean isOutlived(SSLSession session) {
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                ((X509Certificate) certificate).checkValidity();
            }
            return false;
        } catch (SSLPeerUnverifiedException none) {
            return false;
        } catch (CertificateException ended) {
            return true;
        }
    }
}
