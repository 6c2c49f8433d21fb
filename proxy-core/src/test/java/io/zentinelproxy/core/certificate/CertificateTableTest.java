package io.zentinelproxy.core.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.certificate.CertificateChoice.Clash;
import io.zentinelproxy.core.testkit.KeyKind;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which certificate a name is served with. */
class CertificateTableTest {
    private final List<CertificateBlock> blocks = new ArrayList<>();
    private final List<List<ServerCertificate>> loaded = new ArrayList<>();

    @Test
    void anExactNameGoesBeforeAWildcardAndTheDefaultServesTheRest() throws UnusableFile {
        add(List.of(), List.of(), server("default.example"));
        add(List.of(), List.of(), server("*.shop.example"));
        add(List.of(), List.of(), server("www.shop.example"));

        assertThat(blockOf("www.shop.example")).isEqualTo(2);
        assertThat(blockOf("cart.shop.example")).isEqualTo(1);
        assertThat(blockOf("shop.example")).isZero();
        assertThat(blockOf("a.cart.shop.example")).isZero();
        assertThat(blockOf(null)).isZero();
        assertThat(blockOf("default.example")).isZero();
        assertThat(blockOf("")).isZero();
    }

    @Test
    void hostnamesReplaceWhatTheCertificateSays() throws UnusableFile {
        add(List.of(), List.of(), server("default.example"));
        add(List.of("given.example"), List.of(), server("certified.example"));

        assertThat(blockOf("given.example")).isEqualTo(1);
        assertThat(blockOf("certified.example")).isZero();
    }

    @Test
    void priorityHostnamesGoBeforeTheNamesOfAnEarlierCertificate() throws UnusableFile {
        add(List.of(), List.of(), server("default.example"));
        add(List.of(), List.of(), server("a.example", "both.example"));
        add(List.of(), List.of("both.example"), server("b.example", "both.example"));

        assertThat(blockOf("both.example")).isEqualTo(2);
        assertThat(blockOf("a.example")).isEqualTo(1);
        assertThat(blockOf("b.example")).isEqualTo(2);
        assertThat(choice().clashes()).isEmpty();
    }

    @Test
    void twoCertificatesForOneNameClash() throws UnusableFile {
        add(List.of(), List.of(), server("default.example"));
        add(List.of(), List.of(), server("both.example", "a.example"));
        add(List.of(), List.of(), server("both.example", "b.example"));

        assertThat(choice().clashes()).containsExactly(new Clash("both.example", 1, 2));
    }

    @Test
    void rsaAndEcdsaOfTwoBlocksStandSideBySide() throws UnusableFile {
        add(List.of(), List.of(), server("default.example"));
        add(List.of(), List.of(), server("both.example"));
        add(List.of(), List.of(), TestCertificates.authority().server(KeyKind.RSA_2048, "both.example"));

        CertificateEntry entry = choice().table().find("both.example");
        assertThat(entry.of("EC")).isSameAs(loaded.get(1).getFirst());
        assertThat(entry.of("RSA")).isSameAs(loaded.get(2).getFirst());
        assertThat(entry.of("EdDSA")).isNull();
    }

    @Test
    void namesOfOneCertificateHaveOneIdentityAndOthersAnother() throws UnusableFile {
        add(List.of(), List.of(), server("default.example"));
        add(List.of(), List.of(), server("a.example", "b.example"));
        add(List.of(), List.of(), server("c.example"));
        CertificateTable table = choice().table();

        assertThat(find(table, "a.example")).isSameAs(find(table, "b.example"));
        assertThat(find(table, "a.example")).isNotSameAs(find(table, "c.example"));
        assertThat(find(table, "nobody.example")).isSameAs(table.fallback()).isSameAs(find(table, "default.example"));
    }

    @Test
    void thousandsOfNamesAreEachFound() throws UnusableFile {
        add(List.of(), List.of(), server("default.example"));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            names.add("host" + i + ".many.example");
        }
        add(names, List.of(), server("many.example"));
        CertificateTable table = choice().table();

        assertThat(names).allMatch(name -> table.find(name) != table.fallback());
        assertThat(table.find("host5000.many.example")).isSameAs(table.fallback());
    }

    private static CertificateEntry find(CertificateTable table, String host) {
        byte[] around = ("//" + host + ":8443").getBytes(StandardCharsets.US_ASCII);
        return table.find(around, 2, 2 + host.length());
    }

    private int blockOf(String name) {
        ServerCertificate chosen = choice().table().find(name).of("EC");
        for (int i = 0; i < loaded.size(); i++) {
            if (loaded.get(i).contains(chosen)) {
                return i;
            }
        }
        return -1;
    }

    private CertificateChoice choice() {
        return new CertificateChoice(blocks, loaded);
    }

    private static TestIdentity server(String... names) {
        return TestCertificates.authority().server(names);
    }

    private void add(List<String> names, List<String> priority, TestIdentity identity) throws UnusableFile {
        CertificateFiles files = new CertificateFiles(identity.certificate(), identity.key(), null);
        blocks.add(new CertificateBlock(List.of(files), names, priority));
        loaded.add(List.of(files.load()));
    }
}
