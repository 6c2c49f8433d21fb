package io.zentinelproxy.core.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.CompressionAlgorithm;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 section 12.5.3, for a server that has zstd, br and gzip and likes them in this order. */
class AcceptEncodingTest {
    private static final List<CompressionAlgorithm> OURS =
            List.of(CompressionAlgorithm.ZSTD, CompressionAlgorithm.BR, CompressionAlgorithm.GZIP);
    private static final List<byte[]> NAMES =
            OURS.stream().map(algorithm -> Ascii.octets(algorithm.coding())).toList();

    private static String chosen(String... lines) {
        Fields request = new Fields();
        for (String line : lines) {
            request.add(FieldName.OTHER, Ascii.octets("Accept-Encoding"), Ascii.octets(line));
        }
        CompressionAlgorithm chosen = AcceptEncoding.choose(request, OURS, NAMES);
        return chosen == null ? "none" : chosen.coding();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                              | gzip",
                "gzip, deflate, br, zstd           | zstd",
                "gzip, br                          | br",
                "GZip                              | gzip",
                "x-gzip                            | gzip",
                "deflate                           | none",
                "*                                 | zstd",
                "*;q=0                             | none",
                "*, zstd;q=0                       | br",
                "zstd;q=0.2, *;q=0.1               | zstd",
                "gzip;q=1.0, *;q=0.5               | gzip",
                "gzip;q=0                          | none",
                "gzip;q=0.000, br;q=0.001          | br",
                "gzip;q=0.8, br;q=0.799            | gzip",
                "br ; q=0.5 , gzip;q=0.9           | gzip",
                "br\t;\tq=0.5\t,\tgzip;Q=0.9       | gzip",
                "identity                          | none",
                "identity, gzip                    | gzip",
                "identity, gzip;q=0.5              | none",
                "identity;q=0.5, gzip;q=0.5        | gzip",
                "identity;q=0                      | none",
                "identity;q=0, br                  | br",
                "*;q=0.5, identity;q=1             | none",
                "gzip;q=0, gzip                    | none",
                ",, , br ,,                        | br",
                "gzip;q=2                          | none",
                "gzip;q=1.001                      | none",
                "gzip;q=0.1234                     | none",
                "gzip;q=.5                         | none",
                "gzip;q=                           | none",
                "gzip;level=9                      | none",
                "gzip;q=1x, br                     | br",
                "gzip q=1                          | none",
                "gzipbr                            | none",
                "\"gzip\"                          | none",
                ";                                 | none",
            })
    void choiceIsTheClients(String field, String coding) {
        assertThat(chosen(field.strip())).isEqualTo(coding);
    }

    @Test
    void clientThatSaysNothingAcceptsTheContentAsItIs() {
        assertThat(chosen()).isEqualTo("none");
        assertThat(chosen("")).isEqualTo("none");
    }

    @Test
    void linesAreOneList() {
        assertThat(chosen("gzip;q=0.5", "br;q=0.9", "zstd;q=0")).isEqualTo("br");
    }

    /** A field as long as heads may be is read as often as there are codings, and no oftener. */
    @Test
    void longFieldIsReadInLinearTime() {
        assertThat(chosen("a;q=0.1,".repeat(100_000) + "gzip")).isEqualTo("gzip");
        assertThat(chosen(",".repeat(1_000_000))).isEqualTo("none");
        assertThat(chosen(" ".repeat(1_000_000) + "br")).isEqualTo("br");
    }
}
