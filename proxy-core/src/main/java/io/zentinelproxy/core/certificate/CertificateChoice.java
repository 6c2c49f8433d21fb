package io.zentinelproxy.core.certificate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a table together. For each name, only those of the highest rank count: names that the configuration gives, then names
 * that an {@code sni} block's certificate gives, then those of the default. Of one rank, certificates with keys of different kinds
 * stand side by side; of two with the same kind the first counts, and {@link #clashes} tells.
 */
public final class CertificateChoice {
    private enum Rank {
        GIVEN,
        CERTIFIED,
        DEFAULT
    }

    /** Who stands for a name so far. Changed while the table is put together. */
    private record Claim(Rank rank, int block, List<ServerCertificate> certificates) {}

    /**
     * Two blocks that stand for one name alike, so that one of them never would.
     *
     * @param block the index of the second
     * @param first that of the first
     */
    public record Clash(String name, int first, int block) {}

    private final Map<String, Claim> claims = new LinkedHashMap<>();
    private final List<Clash> clashes = new ArrayList<>();
    private final CertificateEntry fallback;

    /**
     * @param blocks the default first
     * @param loaded the certificates of each block, in the order of its files
     */
    public CertificateChoice(List<CertificateBlock> blocks, List<List<ServerCertificate>> loaded) {
        fallback = new CertificateEntry(loaded.getFirst());
        for (int i = 1; i < blocks.size(); i++) {
            claim(i, blocks.get(i), loaded.get(i));
        }
        for (ServerCertificate certificate : loaded.getFirst()) {
            certificate.names().forEach(name -> claim(0, name, Rank.DEFAULT, certificate));
        }
    }

    private void claim(int block, CertificateBlock settings, List<ServerCertificate> loaded) {
        for (ServerCertificate certificate : loaded) {
            settings.hostnames().forEach(name -> claim(block, name, Rank.GIVEN, certificate));
            settings.priorityHostnames().forEach(name -> claim(block, name, Rank.GIVEN, certificate));
            if (settings.hostnames().isEmpty()) {
                certificate.names().forEach(name -> claim(block, name, Rank.CERTIFIED, certificate));
            }
        }
    }

    private void claim(int block, String name, Rank rank, ServerCertificate certificate) {
        Claim standing = claims.get(name);
        if (standing == null || rank.compareTo(standing.rank) < 0) {
            claims.put(name, new Claim(rank, block, new ArrayList<>(List.of(certificate))));
        } else if (rank == standing.rank && !hasKeyLike(certificate, standing.certificates)) {
            standing.certificates.add(certificate);
        } else if (rank == standing.rank && block != standing.block && rank != Rank.DEFAULT) {
            clashes.add(new Clash(name, standing.block, block));
        }
    }

    private static boolean hasKeyLike(ServerCertificate certificate, List<ServerCertificate> others) {
        return others.stream().anyMatch(other -> other.algorithm().equals(certificate.algorithm()));
    }

    /** Names for which the configuration does not say which of two certificates is meant. */
    public List<Clash> clashes() {
        return clashes;
    }

    CertificateTable table() {
        Map<List<ServerCertificate>, CertificateEntry> entries = new HashMap<>();
        entries.put(fallback.certificates(), fallback);
        Map<String, CertificateEntry> exact = new HashMap<>();
        Map<String, CertificateEntry> wildcards = new HashMap<>();
        claims.forEach((name, claim) -> {
            CertificateEntry entry = entries.computeIfAbsent(claim.certificates, CertificateEntry::new);
            @Nullable
            String parent = name.startsWith(SniName.WILDCARD) ? name.substring(SniName.WILDCARD.length()) : null;
            if (parent == null) {
                exact.put(name, entry);
            } else {
                wildcards.put(parent, entry);
            }
        });
        return new CertificateTable(fallback, new NameTable<>(exact), new NameTable<>(wildcards));
    }
}
