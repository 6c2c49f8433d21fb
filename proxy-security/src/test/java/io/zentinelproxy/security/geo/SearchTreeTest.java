package io.zentinelproxy.security.geo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.maxmind.db.Metadata;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Trees that a library would walk for ever. */
class SearchTreeTest {

    @Test
    void aTreeThatLoopsIsRefused() {
        assertThatThrownBy(() -> tree(6, 0, 0).check()).hasMessage("its search tree meets a node twice");
        assertThatThrownBy(() -> tree(4, 1, 2, 2, 0).check()).hasMessage("its search tree meets a node twice");
    }

    @Test
    void aTreeWhoseEveryNodeLeadsTwiceToTheNextIsRefused() {
        assertThatThrownBy(() -> tree(4, 1, 1, 2, 2, 3, 3, 4, 4).check()).isInstanceOf(BrokenTreeException.class);
    }

    @Test
    void aTreeIsTaken() {
        assertThatCode(() -> tree(4, 1, 2, 3, 9, 3, 3).check()).doesNotThrowAnyException();
    }

    @Test
    void aFileShorterThanItsTreeIsRefused() {
        assertThatThrownBy(() -> SearchTree.of(new byte[5], metadata(1, 24, 4)))
                .hasMessage("its search tree is not all there");
        assertThatThrownBy(() -> SearchTree.of(new byte[64], metadata(Long.MAX_VALUE / 2, 24, 4)))
                .hasMessage("its search tree is not all there");
        assertThatThrownBy(() -> SearchTree.of(new byte[64], metadata(1, 23, 4)))
                .hasMessage("records of 23 bits");
    }

    private static SearchTree tree(int ipVersion, int... records) throws BrokenTreeException {
        byte[] octets = new byte[records.length * 3];
        for (int i = 0; i < records.length; i++) {
            octets[i * 3] = (byte) (records[i] >> 16);
            octets[i * 3 + 1] = (byte) (records[i] >> 8);
            octets[i * 3 + 2] = (byte) records[i];
        }
        return SearchTree.of(octets, metadata(records.length / 2, 24, ipVersion));
    }

    private static Metadata metadata(long nodes, int recordBits, int ipVersion) {
        return new Metadata(2, 0, BigInteger.ZERO, "Test", List.of(), Map.of(), ipVersion, nodes, recordBits);
    }
}
