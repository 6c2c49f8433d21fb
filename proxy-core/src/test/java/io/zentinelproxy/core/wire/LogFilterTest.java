package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.FilteredExchange.Setup;
import io.zentinelproxy.core.wire.LogFile.Line;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter {@code log}: events of requests and answers in the application log. */
class LogFilterTest {
    private static final String POST =
            Messages.postWith("Content-Length: 9\r\nX-Tenant: a\"b\r\nUser-Agent: t\r\n", "one\ntwo\"\u0001");
    private static final String ANSWER = Messages.okWith("X-Tenant: origin\r\nContent-Length: 10\r\n", "0123456789");

    private LogFile log;

    @BeforeEach
    void open(@TempDir Path directory) {
        log = new LogFile(directory.resolve("application.log"));
    }

    private List<Line> events(int count, String keys, String level) {
        Setup setup = Setup.filter("log", keys).originSays(ANSWER);
        try (TestOrigin origin = TestOrigin.answering(setup.origin());
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        setup.pieces(Piece.observability(
                                "access-log { enabled #false; }\nmetrics { enabled #false; }\nlogging { format \"json\"; level \""
                                        + level + "\"; file \"" + log.path() + "\"; }")));
                RawClient client = proxy.connect()) {
            client.send(POST).read();
            client.send(POST.replace("POST /", "POST /last")).read();
            return log.awaitLines(2 * count).subList(0, count).stream()
                    .map(Line::parse)
                    .toList();
        }
    }

    @Test
    void requestAndAnswerAreToldByDefault() {
        List<Line> events = events(2, "", "info");
        Line request = events.get(0);
        assertThat(request.text("level")).isEqualTo("info");
        assertThat(request.text("source")).isEqualTo("filter.f");
        assertThat(request.text("message")).isEqualTo("request");
        assertThat(request.text("route")).isEqualTo("r");
        assertThat(request.text("client")).isEqualTo("127.0.0.1");
        assertThat(request.text("method")).isEqualTo("POST");
        assertThat(request.text("target")).isEqualTo("/");
        assertThat(request.text("host")).isEqualTo("a.test");
        Line answer = events.get(1);
        assertThat(answer.text("message")).isEqualTo("answer");
        assertThat(answer.number("status")).isEqualTo(200);
        assertThat(answer.text("request_id"))
                .isEqualTo(request.text("request_id"))
                .isNotEmpty();
        assertThat(request.has("content")).isFalse();
    }

    @Test
    void eitherCanBeLeftOut() {
        assertThat(events(1, "log-request #false", "info").getFirst().text("message"))
                .isEqualTo("answer");
    }

    @Test
    void answersCanBeLeftOut() {
        assertThat(events(1, "log-response #false", "info").getFirst().text("message"))
                .isEqualTo("request");
    }

    @Test
    void fieldsAreToldEscaped() {
        List<Line> events = events(2, "fields \"X-Tenant\" \"User-Agent\" \"X-None\"", "info");
        assertThat(events.get(0).text("field_x-tenant")).isEqualTo("a\"b");
        assertThat(events.get(0).text("field_user-agent")).isEqualTo("t");
        assertThat(events.get(0).has("field_x-none")).isFalse();
        assertThat(events.get(1).text("field_x-tenant")).isEqualTo("origin");
    }

    @Test
    void contentIsToldUpToItsLimitOnOneLine() {
        List<Line> events = events(4, "log-body #true\nmax-body-log-size 8", "info");
        Line request = find("request content", events);
        assertThat(request.text("content")).isEqualTo("one\ntwo\"");
        assertThat(request.number("octets")).isEqualTo(9);
        Line answer = find("answer content", events);
        assertThat(answer.text("content")).isEqualTo("01234567");
        assertThat(answer.number("octets")).isEqualTo(10);
    }

    private static Line find(String message, List<Line> events) {
        return events.stream()
                .filter(event -> event.text("message").equals(message))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void levelIsTheEventsOwn() {
        assertThat(events(2, "level \"warn\"", "warn").getFirst().text("level")).isEqualTo("warn");
    }
}
