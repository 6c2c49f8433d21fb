package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.Cookies;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies of a request: found, and taken away. */
class CookiesTest {
    private static final byte[] NAME = Ascii.octets("S");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "S=1|1",
                "a=2; S=1|1",
                "a=2;S=1 ;b=3|1",
                "SS=2; S=1|1",
                "S=|''",
                "S=1; S=2|1",
                "XS=1|-",
                "s=1|-",
                "S|-",
                "a=S=1|-",
                ";;;|-"
            })
    void isFoundByItsExactName(String cookies, String value) {
        Cookies.Value found = Cookies.find(Lot.with("Cookie", cookies).head().fields(), NAME);
        assertThat(found == null ? null : Ascii.text(found.octets(), found.start(), found.end()))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "S=1|-",
                "a=2; S=1|a=2",
                "S=1;a=2|a=2",
                "a=2;S=1 ;b=3|a=2; b=3",
                "S=1; S=2|-",
                "a=2|a=2",
                "SS=1|SS=1"
            })
    void isTakenAwayAndTheOthersStay(String cookies, String left) {
        Fields fields = Lot.with("Host", "a", "Cookie", cookies).head().fields();
        Cookies.remove(fields, NAME);
        assertThat(values(fields)).isEqualTo(left == null ? List.of() : List.of(left));
    }

    @Test
    void isTakenAwayFromEveryLineAsHttp2HasThem() {
        Fields fields = Lot.with("Cookie", "a=1", "Cookie", "S=1", "Cookie", "b=2; S=2", "Cookie", "c=3")
                .head()
                .fields();
        Cookies.remove(fields, NAME);
        assertThat(values(fields)).containsExactlyInAnyOrder("a=1", "b=2", "c=3");
        assertThat(Cookies.find(fields, NAME)).isNull();
    }

    @Test
    void whatWasToBeInNoTableStaysSo() {
        Fields fields = Lot.with("Cookie", "a=1; S=1").head().fields();
        fields.sensitive();
        Cookies.remove(fields, NAME);
        assertThat(fields.isSensitive(fields.find(FieldName.COOKIE))).isTrue();
    }

    private static List<String> values(Fields fields) {
        List<String> values = new ArrayList<>();
        for (int line = fields.find(FieldName.COOKIE); line >= 0; line = fields.find(FieldName.COOKIE, line + 1)) {
            values.add(fields.value(line));
        }
        return values;
    }
}
