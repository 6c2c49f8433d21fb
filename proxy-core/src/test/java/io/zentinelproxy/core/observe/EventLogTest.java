package io.zentinelproxy.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.LogPlace;
import io.zentinelproxy.core.config.ObservabilitySettings.EventForm;
import io.zentinelproxy.core.config.ObservabilitySettings.Logging;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventLogTest {
    private static final byte[] TARGET = Ascii.octets(",\"target\":\"");
    private static final byte[] STATUS = Ascii.octets(",\"status\":");
    private static final EventMembers MEMBERS = (exchange, into, at) -> JsonText.member(
            into,
            JsonText.member(
                    into,
                    at,
                    TARGET,
                    exchange.head().octets(),
                    exchange.head().targetStart(),
                    exchange.head().targetEnd()),
            STATUS,
            exchange.status());

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("application.log");
    }

    @Test
    void jsonLinesTellTimeLevelSourceAndMessage() throws IOException {
        try (EventLog log = open(Level.INFO, EventForm.JSON, true)) {
            log.write(event(Level.WARNING, "that \"was\" close\nand more", null));
        }
        assertThat(lines())
                .containsExactly("{\"time\":\"2026-11-24T10:00:00.123Z\",\"level\":\"warn\",\"source\":\"a.Source\","
                        + "\"message\":\"that \\\"was\\\" close\\u000aand more\"}");
    }

    @Test
    void prettyLinesTellTimeLevelAndMessage() throws IOException {
        try (EventLog log = open(Level.INFO, EventForm.PRETTY, true)) {
            log.write(event(Level.ERROR, "that \"was\" close\nand \u001b more \u00e9", null));
        }
        assertThat(lines())
                .containsExactly("2026-11-24T10:00:00.123Z ERROR that \"was\" close\\u000aand \\u001b more \\u00e9");
    }

    @Test
    void timesAreLeftOutWhereTheyAreNotWanted() throws IOException {
        try (EventLog log = open(Level.INFO, EventForm.JSON, false)) {
            log.write(event(Level.INFO, "m", null));
        }
        assertThat(lines()).containsExactly("{\"level\":\"info\",\"source\":\"a.Source\",\"message\":\"m\"}");
    }

    @Test
    void whatIsBelowTheLevelIsNotWritten() throws IOException {
        try (EventLog log = open(Level.WARNING, EventForm.PRETTY, false)) {
            log.write(event(Level.INFO, "below", null));
            log.write(event(Level.WARNING, "at", null));
            ExchangeEvents below = log.events(Level.INFO, "filter.log", MEMBERS);
            assertThat(below.isEnabled()).isFalse();
            below.write(exchange());
        }
        assertThat(lines()).containsExactly("WARN at");
    }

    @Test
    void whatWentWrongIsTextOfBoundedLengthInOneJsonLine() throws Exception {
        Throwable deep = new IllegalStateException("outer\nat forged.Frame(Nowhere.java)", cyclic());
        try (EventLog log = open(Level.INFO, EventForm.JSON, false)) {
            log.write(event(Level.ERROR, "x".repeat(20_000), deep));
        }
        JsonObject line = (JsonObject) Json.parse(Ascii.octets(lines().getFirst()));
        String stack = ((JsonString) line.get("stack")).value();
        assertThat(lines()).hasSize(1);
        assertThat(stack)
                .startsWith("java.lang.IllegalStateException: outer at forged.Frame(Nowhere.java)\nat "
                        + getClass().getName())
                .contains("\ncaused by java.io.IOException: inner\nat ");
    }

    @Test
    void framesFollowAPrettyLineBehindATab() throws IOException {
        try (EventLog log = open(Level.INFO, EventForm.PRETTY, false)) {
            log.write(event(Level.ERROR, "failed", new IOException("a\nb\rc")));
            log.write(event(Level.INFO, "next", null));
        }
        assertThat(lines())
                .startsWith("ERROR failed", "\tjava.io.IOException: a b\\u000dc")
                .endsWith("INFO next");
        assertThat(lines().get(2)).startsWith("\tat " + getClass().getName());
    }

    @ParameterizedTest
    @EnumSource
    void theWorstEventStaysWithinItsBound(EventForm form) throws IOException {
        try (EventLog log = open(Level.INFO, form, true)) {
            String worst = "\u0001".repeat(20_000);
            log.write(event(Level.ERROR, worst, new IOException(worst, new IOException(worst))));
            assertThat(log.dropped()).isZero();
        }
        assertThat(Files.size(file)).isBetween(4096L, (long) LineFormat.LONGEST_LINE);
    }

    @Test
    void exchangesWriteTheMembersOfAFilter() throws IOException {
        try (EventLog log = open(Level.INFO, EventForm.JSON, false)) {
            log.events(Level.INFO, "filter.log", MEMBERS).write(exchange());
        }
        assertThat(lines())
                .containsExactly(
                        "{\"level\":\"info\",\"source\":\"filter.log\",\"target\":\"/a\\\"b\",\"status\":200}");
    }

    @Test
    void membersAreAnObjectInAPrettyLineToo() throws IOException {
        try (EventLog log = open(Level.INFO, EventForm.PRETTY, false)) {
            log.events(Level.INFO, "filter.log", MEMBERS).write(exchange());
            log.events(Level.INFO, "filter.log", (exchange, into, at) -> at).write(exchange());
        }
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        "INFO filter.log {\"target\":\"/a\\\"b\",\"status\":200}", "INFO filter.log {}");
    }

    @Test
    void anEventOfAnExchangeAllocatesNothing() throws IOException {
        try (EventLog log = open(Level.INFO, EventForm.JSON, true)) {
            ExchangeEvents events = log.events(Level.INFO, "filter.log", MEMBERS);
            Exchange exchange = exchange();
            events.write(exchange);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            threads.getCurrentThreadAllocatedBytes();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                events.write(exchange);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
        }
    }

    private EventLog open(Level level, EventForm form, boolean timestamps) throws IOException {
        return EventLog.open(new Logging(level, form, new LogPlace.File(file), timestamps, null));
    }

    private static LogEvent event(Level level, String message, Throwable thrown) {
        return new LogEvent(level, "a.Source", ExchangeMaker.START_MILLIS, message, thrown);
    }

    private static Exchange exchange() {
        Exchange exchange = ExchangeMaker.asked("GET", "/a\"b", Map.of());
        exchange.status(200);
        return exchange;
    }

    private static Throwable cyclic() {
        IOException inner = new IOException("inner");
        inner.initCause(new IllegalArgumentException(inner));
        return inner;
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }
}
