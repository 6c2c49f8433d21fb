package io.zentinelproxy.core.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate of ours stands.
 *
 * @param certificate PEM, the leaf first, then who signed it
 * @param key PEM
 * @param passphrase of an encrypted key, or null
 */
public record CertificateFiles(
        Path certificate, Path key, @Nullable Passphrase passphrase) {
    /** Reads both files. @throws UnusableFile where one cannot be used, or they do not belong together */
    public ServerCertificate load() throws UnusableFile {
        return ServerCertificate.of(
                CertificateChain.read(certificate, UnusableFile.Part.CERTIFICATE),
                PrivateKeys.read(key, passphrase),
                this);
    }
}
