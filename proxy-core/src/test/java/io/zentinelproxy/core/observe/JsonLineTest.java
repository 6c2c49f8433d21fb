package io.zentinelproxy.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLineTest {
    private static final ExchangeMaker.Route ROUTE = new ExchangeMaker.Route(0, "shop", "backend");

    private final LineFormat<Exchange> format = new JsonLine(Set.of(), new TlsMembers(new Slots.Plan()));

    @Test
    void everythingKnownIsWrittenInOneOrder() {
        Exchange exchange = ExchangeMaker.asked("GET", "/a?b=c", Map.of("Host", "shop.example"));
        ExchangeMaker.id(exchange, "abc");
        ExchangeMaker.answer(exchange, ROUTE, 200);
        assertThat(line(exchange))
                .isEqualTo(
                        "{\"time\":\"2026-11-24T10:00:00.123Z\",\"request_id\":\"abc\",\"client\":\"127.0.0.1\","
                                + "\"method\":\"GET\",\"target\":\"/a?b=c\",\"protocol\":\"HTTP/1.1\",\"host\":\"shop.example\","
                                + "\"status\":200,\"listener\":\"main\",\"route\":\"shop\",\"upstream\":\"backend\","
                                + "\"endpoint\":\"127.0.0.1:9000\",\"attempts\":1,\"request_octets\":120,\"response_octets\":700,"
                                + "\"request_body_octets\":7,\"response_body_octets\":512,\"duration_us\":1500,\"upstream_us\":1200}\n");
    }

    private record Limits(Verdict verdict, String limiter, String key, long remaining, long delayNanos)
            implements LimitFacts {}

    @Test
    void whatFiltersFoundStandsBehindTheEndpoint() {
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of());
        exchange.findings().limits(new Limits(LimitFacts.Verdict.DELAYED, "api", "192.0.2.0/24", -3, 1_234_567));
        exchange.findings().country("DE");
        exchange.findings().reputation(0);
        ExchangeMaker.answer(exchange, ROUTE, 200);
        assertThat(line(exchange))
                .contains("\"endpoint\":\"127.0.0.1:9000\",\"rate_limit\":\"api\",\"rate_limit_verdict\":\"delayed\","
                        + "\"rate_limit_key\":\"192.0.2.0/24\",\"rate_limit_remaining\":-3,\"rate_limit_delay_us\":1234,"
                        + "\"country\":\"DE\",\"reputation\":0,\"attempts\":1");
    }

    @Test
    void whatWasFoundOfOneRequestIsNotToldOfTheNext() {
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of());
        exchange.findings().limits(new Limits(LimitFacts.Verdict.LIMITED, "api", "a", 0, 0));
        exchange.findings().country("");
        exchange.findings().reputation(100);
        ExchangeMaker.end(exchange);
        assertThat(line(exchange)).contains("\"rate_limit_remaining\":0,\"country\":\"\",\"reputation\":100,");
        exchange.begin(ExchangeMaker.START_MILLIS, 5_000_000);
        ExchangeMaker.end(exchange);
        assertThat(line(exchange)).doesNotContain("rate_limit", "country", "reputation");
    }

    @Test
    void aHostileKeyCannotEndItsStringAndIsCut() throws Exception {
        Exchange exchange = ExchangeMaker.begun();
        String evil = "\",\"status\":200}\n{\"";
        exchange.findings()
                .limits(new Limits(LimitFacts.Verdict.DRY_RUN, "api", evil + "k".repeat(9000), Long.MIN_VALUE, 0));
        ExchangeMaker.end(exchange);
        String line = line(exchange);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(text(line, "rate_limit_key")).startsWith(evil + "kkk").hasSizeBetween(200, 280);
        assertThat(line).contains("\"rate_limit_remaining\":-9223372036854775807,");
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_0, HTTP/1.0", "HTTP_1_1, HTTP/1.1", "HTTP_2, HTTP/2.0"})
    void theVersionIsTheOneThatTheClientSpoke(HttpVersion version, String written) throws Exception {
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of());
        exchange.head().version(version);
        ExchangeMaker.answer(exchange, ROUTE, 200);
        assertThat(text(line(exchange), "protocol")).isEqualTo(written);
    }

    @Test
    void userAgentAndRefererComeLast() {
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of("Referer", "http://r/", "User-Agent", "curl/8"));
        ExchangeMaker.end(exchange);
        assertThat(line(exchange)).endsWith(",\"user_agent\":\"curl/8\",\"referer\":\"http://r/\"}\n");
    }

    @Test
    void aHeadNotUnderstoodLeavesNoTraceOfTheRequestBefore() {
        Exchange exchange =
                ExchangeMaker.asked("GET", "/secret", Map.of("Host", "h", "User-Agent", "agent", "Referer", "ref"));
        ExchangeMaker.answer(exchange, ROUTE, 200);
        exchange.begin(ExchangeMaker.START_MILLIS, 5_000_000);
        exchange.head().reset(Ascii.octets("GARBAGE secret"));
        exchange.fault(new ClientFault(ClientFault.Kind.BAD_REQUEST_LINE));
        exchange.status(400);
        ExchangeMaker.end(exchange);
        assertThat(line(exchange))
                .isEqualTo(
                        "{\"time\":\"2026-11-24T10:00:00.123Z\",\"client\":\"127.0.0.1\",\"status\":400,"
                                + "\"reason\":\"bad_request_line\",\"listener\":\"main\",\"attempts\":0,\"request_octets\":120,"
                                + "\"response_octets\":700,\"request_body_octets\":0,\"response_body_octets\":0,\"duration_us\":1500}\n");
    }

    @Test
    void whatAClientSendsCannotEndAStringOrALine() throws Exception {
        String evil = "\",\"status\":200}\n{\"x\":\"\\ \t\u0000\u007f\u00e9";
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of("User-Agent", evil));
        ExchangeMaker.end(exchange);
        String line = line(exchange);
        assertThat(line)
                .contains(
                        "\"user_agent\":\"\\\",\\\"status\\\":200}\\u000a{\\\"x\\\":\\\"\\\\ \\u0009\\u0000\\u007f\\u00e9\"");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(text(line, "user_agent")).isEqualTo(evil);
    }

    @Test
    void everyOctetComesBackThroughAJsonReader() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of("Referer", all.toString()));
        ExchangeMaker.end(exchange);
        assertThat(text(line(exchange), "referer")).isEqualTo(all.toString());
    }

    @Test
    void aLongValueIsCutAndSaysByHowMuch() throws Exception {
        Exchange exchange = ExchangeMaker.asked("GET", "/" + "x".repeat(8000), Map.of());
        ExchangeMaker.end(exchange);
        String target = text(line(exchange), "target");
        assertThat(target).matches("/x+\\.\\.\\.\\[\\+\\d+]").hasSizeBetween(2000, 2100);
        int kept = target.indexOf("...");
        assertThat(target).endsWith("[+" + (8001 - kept) + "]");
    }

    @Test
    void theWorstLineStaysWithinItsBound() throws Exception {
        String worst = "\u0001".repeat(9000);
        String longId = "\u4e2d".repeat(3000);
        Exchange exchange = ExchangeMaker.asked(
                worst, worst, Map.of("Host", "h".repeat(9000), "User-Agent", worst, "Referer", worst));
        ExchangeMaker.id(exchange, "\"".repeat(128));
        exchange.fault(new ClientFault(ClientFault.Kind.UNSUPPORTED_VERSION));
        ExchangeMaker.answer(exchange, new ExchangeMaker.Route(0, longId, longId), 200);
        exchange.attempt(longId, false, 1);
        exchange.end(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        exchange.bodyOctets(Long.MAX_VALUE, Long.MAX_VALUE);
        exchange.findings()
                .limits(new Limits(LimitFacts.Verdict.DRY_RUN, longId, worst, Long.MIN_VALUE, Long.MAX_VALUE));
        exchange.findings().country(longId);
        exchange.findings().reputation(Integer.MAX_VALUE);
        String line = line(exchange);
        // And what TLS has to say.
        assertThat(line.length()).isLessThan(LineFormat.LONGEST_LINE - 2 * 2048);
        assertThat(text(line, "target")).startsWith("\u0001\u0001");
        assertThat(text(line, "route")).startsWith("\u4e2d\u4e2d");
    }

    @Test
    void countsAfterAMissingEndAreNotNegative() {
        Exchange exchange = ExchangeMaker.begun();
        assertThat(line(exchange)).contains("\"duration_us\":0");
    }

    private String line(Exchange exchange) {
        byte[] into = new byte[LineFormat.LONGEST_LINE + 1];
        return Ascii.text(into, 1, format.put(exchange, new LogClock(), into, 1));
    }

    private static String text(String line, String name) throws Exception {
        JsonObject object = (JsonObject) Json.parse(Ascii.octets(line.strip()));
        return ((JsonString) object.get(name)).value();
    }
}
