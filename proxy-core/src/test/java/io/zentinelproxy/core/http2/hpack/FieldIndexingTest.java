package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets into no table, what comes again into ours, all else plainly. */
class FieldIndexingTest {

    @ParameterizedTest
    @CsvSource({
        "authorization, NEVER",
        "Proxy-Authorization, NEVER",
        "cookie, NEVER",
        "SET-COOKIE, NEVER",
        "x-api-key, NEVER",
        "server, INDEX",
        "Content-Type, INDEX",
        "via, INDEX",
        "cache-control, INDEX",
        "strict-transport-security, INDEX",
        ":status, INDEX",
        ":path, PLAIN",
        "date, PLAIN",
        "content-length, PLAIN",
        "etag, PLAIN",
        "x-request-id, PLAIN",
        "x-forwarded-for, PLAIN",
        "referer, PLAIN",
        "location, PLAIN",
        "client-cert, PLAIN",
        "x-unheard-of, PLAIN",
        "x, PLAIN"
    })
    void aNameSaysHowItsFieldIsWritten(String name, Indexing expected) {
        byte[] octets = Ascii.octets("<" + name + ">");
        assertThat(FieldIndexing.of(octets, 1, octets.length - 1)).isEqualTo(expected);
    }

    @Test
    void aNameThatIsKnownIsWrittenAsByItsOctets() {
        for (FieldName name : FieldName.values()) {
            byte[] octets = name.octets();
            assertThat(FieldIndexing.of(name)).isEqualTo(FieldIndexing.of(octets, 0, octets.length));
        }
        assertThat(FieldIndexing.of(FieldName.OTHER)).isEqualTo(Indexing.PLAIN);
    }

    @Test
    void pseudoFieldsAreFoundByTheirNamesAndWrittenByTheSameRule() {
        for (PseudoField field : PseudoField.values()) {
            byte[] octets = field.octets();
            assertThat(PseudoField.of(octets, 0, octets.length)).isEqualTo(field);
            assertThat(PseudoField.of(octets, 0, octets.length - 1)).isNull();
            assertThat(field.indexing()).isEqualTo(FieldIndexing.of(octets, 0, octets.length));
        }
        byte[] upper = Ascii.octets(":PATH");
        assertThat(PseudoField.of(upper, 0, 5)).isNull();
        assertThat(PseudoField.of(upper, 0, 0)).isNull();
    }
}
