package io.zentinelproxy.core.certificate;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The {@link TlsContext} of one listener as its files are now. {@link #current} is safe for every thread and never waits;
 * {@link #refresh} is called by the watch.
 */
public final class TlsContexts implements CertificateWatch.Refreshed {
    private static final System.Logger LOG = System.getLogger(TlsContexts.class.getName());

    private final String listener;
    private final TlsPolicy policy;
    private final List<CertificateBlock> blocks;

    /** By block, then by file of the block. Guarded by this. */
    private final List<List<Watched<ServerCertificate>>> certificates = new ArrayList<>();

    /** Null where no client is asked for a certificate. Guarded by this. */
    private final @Nullable Watched<TrustManager[]> trust;

    private final AtomicLong reloads = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile TlsContext current;

    /**
     * Reads all files.
     *
     * @param listener its id, for the log
     * @param blocks the default first
     * @param authorities of clients, or null where none is asked
     * @throws UnusableFile where one of them cannot be used
     */
    public TlsContexts(String listener, TlsPolicy policy, List<CertificateBlock> blocks, @Nullable Path authorities)
            throws UnusableFile {
        this.listener = listener;
        this.policy = policy;
        this.blocks = List.copyOf(blocks);
        for (CertificateBlock block : blocks) {
            List<Watched<ServerCertificate>> ofBlock = new ArrayList<>();
            for (CertificateFiles files : block.files()) {
                ofBlock.add(new Watched<>(List.of(files.certificate(), files.key()), files::load));
            }
            certificates.add(ofBlock);
        }
        trust = authorities == null ? null : new Watched<>(List.of(authorities), () -> ClientTrust.of(authorities));
        current = context();
        certificates.forEach(ofBlock -> ofBlock.forEach(each -> tellOfTime(each.get())));
    }

    private TlsContext context() {
        List<List<ServerCertificate>> loaded = certificates.stream()
                .map(block -> block.stream().map(Watched::get).toList())
                .toList();
        CertificateTable table = new CertificateChoice(blocks, loaded).table();
        return new TlsContext(policy, table, loaded, trust == null ? new TrustManager[0] : trust.get());
    }

    /** What a connection that begins now is made with; it stays with it to its end. */
    public TlsContext current() {
        return current;
    }

    /**
     * Looks whether a file has changed, and from then on makes new connections with what it holds. A pair of files that cannot be
     * used, as one that is half written, is told of once, and its certificate stays as it was.
     */
    @Override
    public synchronized void refresh() {
        boolean changed = false;
        for (List<Watched<ServerCertificate>> block : certificates) {
            for (Watched<ServerCertificate> each : block) {
                if (refresh(each)) {
                    tellOfTime(each.get());
                    changed = true;
                }
            }
        }
        changed |= trust != null && refresh(trust);
        if (changed) {
            current = context();
            LOG.log(System.Logger.Level.INFO, () -> "listener `" + listener + "` serves TLS with files that changed");
        }
    }

    private boolean refresh(Watched<?> watched) {
        try {
            boolean changed = watched.refresh();
            if (changed) {
                reloads.incrementAndGet();
            }
            return changed;
        } catch (UnusableFile bad) {
            failures.incrementAndGet();
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "listener `" + listener + "` goes on with what it had before: " + bad.reason());
            return false;
        }
    }

    private void tellOfTime(ServerCertificate certificate) {
        Instant now = Instant.now();
        if (now.isAfter(certificate.expiry())) {
            warn(certificate, "has expired at " + certificate.expiry());
        } else if (now.isBefore(certificate.beginning())) {
            warn(certificate, "is not valid before " + certificate.beginning());
        }
    }

    private void warn(ServerCertificate certificate, String what) {
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "listener `" + listener + "`: the certificate in `" + certificate.file() + "` " + what
                        + "; clients that check it will refuse it");
    }

    /** Times that something was loaded anew. */
    public long reloads() {
        return reloads.get();
    }

    /** Times that a change left something that cannot be used. */
    public long failures() {
        return failures.get();
    }

    /** When a certificate in use ends, in seconds since 1970. */
    public synchronized long expirySeconds(int block, int file) {
        return certificates.get(block).get(file).get().expiry().getEpochSecond();
    }

    public List<CertificateBlock> blocks() {
        return blocks;
    }

    public String listener() {
        return listener;
    }
}
