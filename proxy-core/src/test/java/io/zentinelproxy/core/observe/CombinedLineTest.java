package io.zentinelproxy.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.http.HttpVersion;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombinedLineTest {
    private static final ExchangeMaker.Route ROUTE = new ExchangeMaker.Route(0, "shop", "backend");

    private final LineFormat<Exchange> format = new CombinedLine(true);

    @Test
    void anAnswerIsWrittenAsApacheWritesIt() {
        Exchange exchange =
                ExchangeMaker.asked("GET", "/a?b=c", Map.of("Referer", "http://r/", "User-Agent", "curl/8"));
        ExchangeMaker.id(exchange, "abc");
        ExchangeMaker.answer(exchange, ROUTE, 200);
        assertThat(line(exchange))
                .isEqualTo("127.0.0.1 - - [24/Nov/2026:10:00:00 +0000] \"GET /a?b=c HTTP/1.1\" 200 512 "
                        + "\"http://r/\" \"curl/8\" abc 1500 -\n");
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_0, HTTP/1.0", "HTTP_1_1, HTTP/1.1", "HTTP_2, HTTP/2.0"})
    void theVersionIsTheOneThatTheClientSpoke(HttpVersion version, String written) {
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of());
        exchange.head().version(version);
        ExchangeMaker.answer(exchange, ROUTE, 200);
        assertThat(line(exchange)).contains(" \"GET / " + written + "\" 200 ");
    }

    @Test
    void aHeadNotUnderstoodIsADash() {
        Exchange exchange = ExchangeMaker.begun();
        exchange.head().reset(Ascii.octets("GARBAGE"));
        exchange.fault(new ClientFault(ClientFault.Kind.BAD_REQUEST_LINE));
        exchange.status(400);
        ExchangeMaker.end(exchange);
        assertThat(line(exchange))
                .isEqualTo(
                        "127.0.0.1 - - [24/Nov/2026:10:00:00 +0000] \"-\" 400 - \"-\" \"-\" - 1500 bad_request_line\n");
    }

    @Test
    void nothingAnsweredIsStatus000() {
        assertThat(line(ExchangeMaker.begun())).contains("\"-\" 000 - ");
    }

    @Test
    void whatAClientSendsCannotEndAValueOrALine() {
        Exchange exchange = ExchangeMaker.asked(
                "GET", "/\"", Map.of("User-Agent", "\" \\ \r\n1.2.3.4 - - [x]\t\u001b[31m\u00e9\u007f"));
        ExchangeMaker.end(exchange);
        String line = line(exchange);
        assertThat(line)
                .contains("\"GET /\\\" HTTP/1.1\"")
                .contains("\"\\\" \\\\ \\x0d\\x0a1.2.3.4 - - [x]\\x09\\x1b[31m\\xe9\\x7f\"");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    }

    @Test
    void aLongValueIsCutAndSaysByHowMuch() {
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of("User-Agent", "x".repeat(5000)));
        ExchangeMaker.end(exchange);
        assertThat(line(exchange))
                .containsPattern("\"x{2045}\\.\\.\\.\\[\\+2955]\"")
                .hasSizeLessThan(2300);
    }

    private String line(Exchange exchange) {
        byte[] into = new byte[LineFormat.LONGEST_LINE];
        return Ascii.text(into, 0, format.put(exchange, new LogClock(), into, 0));
    }
}
