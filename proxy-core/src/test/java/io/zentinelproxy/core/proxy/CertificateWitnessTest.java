package io.zentinelproxy.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.CertificateForwarding;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.testkit.HandshakeFacts;
import io.zentinelproxy.core.testkit.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CertificateWitnessTest {
    private final Slots.Plan plan = new Slots.Plan();
    private final Slots.Slot<CertificateFields> slot = plan.slot(CertificateFields.class);

    private static X509Certificate leaf() {
        return TestCertificates.authority().client("c.example").chain().getFirst();
    }

    private static String sequence(X509Certificate certificate) throws Exception {
        return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    }

    private CertificateFields told(CertificateWitness witness, List<X509Certificate> chain) {
        TlsFacts facts = HandshakeFacts.proven(chain, List.of("c.example"), plan.open());
        witness.handshaken(facts);
        CertificateFields fields = facts.slots().get(slot);
        assertThat(fields).isNotNull();
        return fields;
    }

    private static @Nullable String text(byte @Nullable [] octets) {
        return octets == null ? null : new String(octets, StandardCharsets.US_ASCII);
    }

    @Test
    void leafAndRestOfTheChainAreByteSequences() throws Exception {
        X509Certificate authority =
                TestCertificates.otherAuthority().client("x.example").chain().getFirst();
        CertificateWitness witness = new CertificateWitness("main", CertificateForwarding.BOTH, slot);
        CertificateFields fields = told(witness, List.of(leaf(), authority, leaf()));
        assertThat(text(fields.certificate())).isEqualTo(sequence(leaf()));
        assertThat(text(fields.chain())).isEqualTo(sequence(authority) + ", " + sequence(leaf()));
        assertThat(text(fields.forwarded())).startsWith("Hash=");
        assertThat(witness.leftOut()).isZero();
    }

    @Test
    void chainOfOneHasNoChainField() {
        CertificateWitness witness = new CertificateWitness("main", CertificateForwarding.BOTH, slot);
        assertThat(told(witness, List.of(leaf())).chain()).isNull();
        assertThat(witness.leftOut()).isZero();
    }

    @Test
    void chainOverItsLimitIsLeftOutAndCounted() {
        List<X509Certificate> chain = new ArrayList<>();
        for (int octets = 0; octets < CertificateWitness.MOST_CHAIN_OCTETS; octets += 500) {
            chain.add(leaf());
        }
        CertificateWitness witness = new CertificateWitness("main", CertificateForwarding.BOTH, slot);
        CertificateFields fields = told(witness, chain);
        assertThat(fields.certificate()).isNotNull();
        assertThat(fields.chain()).isNull();
        assertThat(witness.leftOut()).isEqualTo(1);
    }

    @Test
    void onlyWhatIsAskedForIsTold() {
        CertificateFields rfc9440 =
                told(new CertificateWitness("main", new CertificateForwarding(true, false), slot), List.of(leaf()));
        assertThat(rfc9440.certificate()).isNotNull();
        assertThat(rfc9440.forwarded()).isNull();
        CertificateFields forwarded =
                told(new CertificateWitness("main", new CertificateForwarding(false, true), slot), List.of(leaf()));
        assertThat(forwarded.certificate()).isNull();
        assertThat(forwarded.forwarded()).isNotNull();
    }

    @Test
    void clientWithoutACertificateIsNotTold() {
        TlsFacts facts = HandshakeFacts.asking("a.example", "identity", plan.open());
        new CertificateWitness("main", CertificateForwarding.BOTH, slot).handshaken(facts);
        assertThat(facts.slots().get(slot)).isNull();
    }
}
