package io.zentinelproxy.core.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.LogPlace;
import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.testkit.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {
    private static final java.time.Duration HANG_GUARD = java.time.Duration.ofSeconds(60);
    private static final ExchangeMaker.Route ROUTE = new ExchangeMaker.Route(0, "shop", "backend");
    private static final ObservabilitySettings.Selection ALL = new ObservabilitySettings.Selection(1, true, 0);
    private static final int SMALL = 1 << 17;
    private static final int LARGE = 1 << 24;
    private static final int LONGER_THAN_ANY_LINE_HERE = 400;

    @TempDir
    Path directory;

    @Test
    void closeWritesEveryLineThatFinishedBefore() throws IOException {
        Path file = directory.resolve("access.log");
        try (AccessLog log = open(settings(file, LARGE))) {
            finish(log, "/one");
            finish(log, "/two");
        }
        assertThat(targets(file)).containsExactly("/one", "/two");
    }

    @Test
    void linesReachTheFileWithoutClosing() throws IOException {
        Path file = directory.resolve("access.log");
        try (AccessLog log = open(settings(file, LARGE))) {
            finish(log, "/one");
            await().atMost(HANG_GUARD).until(() -> targets(file).equals(List.of("/one")));
        }
    }

    @Test
    void linesAreAppendedToAFileThatIsThere() throws IOException {
        Path file = directory.resolve("access.log");
        Files.writeString(file, "before\n");
        try (AccessLog log = open(settings(file, LARGE))) {
            finish(log, "/one");
        }
        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("before");
    }

    @Test
    void aMissingDirectoryIsNamedAtTheStart() {
        Path file = directory.resolve("no/such/access.log");
        assertThatThrownBy(() -> open(settings(file, LARGE)))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot open the access log " + file + ": the directory " + file.getParent()
                        + " does not exist");
    }

    @Test
    void aDirectoryInPlaceOfTheFileIsNamedAtTheStart() {
        assertThatThrownBy(() -> open(settings(directory, LARGE)))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot open the access log " + directory + ": Is a directory");
    }

    @Test
    void afterReopenLinesGoToAFileOfTheOldName() throws IOException {
        Path file = directory.resolve("access.log");
        Path rotated = directory.resolve("access.log.1");
        try (AccessLog log = open(settings(file, LARGE))) {
            finish(log, "/before");
            Files.move(file, rotated);
            finish(log, "/between");
            log.reopen();
            await().atMost(HANG_GUARD).until(() -> Files.exists(file));
            finish(log, "/after");
        }
        assertThat(targets(rotated)).containsExactly("/before", "/between");
        assertThat(targets(file)).containsExactly("/after");
    }

    @Test
    void aReopenThatFailsGoesOnWithTheOldFile() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        Path moved = directory.resolve("moved");
        try (AccessLog log = open(settings(inner.resolve("access.log"), LARGE))) {
            Files.move(inner, moved);
            log.reopen();
            await().atMost(HANG_GUARD).until(() -> log.writeErrors() == 1);
            finish(log, "/after");
        }
        assertThat(targets(moved.resolve("access.log"))).containsExactly("/after");
    }

    @Test
    void aFullDiskIsCountedAndLinesAreWrittenWhenThereIsRoomAgain() throws IOException {
        Path file = directory.resolve("access.log");
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        try (AccessLog log = open(settings(file, LARGE))) {
            finish(log, "/one");
            await().atMost(HANG_GUARD).until(() -> log.writeErrors() > 1);
            Files.delete(file);
            log.reopen();
            finish(log, "/two");
            await().atMost(HANG_GUARD)
                    .until(() -> Files.exists(file) && targets(file).size() == 2);
            assertThat(log.dropped()).isZero();
        }
        assertThat(targets(file)).containsExactlyInAnyOrder("/one", "/two");
    }

    @Test
    void aDiskThatStaysFullIsSaidOnceWithItsFileAndThatItIsWrittenAgainToo() throws IOException {
        Path file = directory.resolve("access.log");
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        try (LogCapture captured = new LogCapture(LineLog.class);
                AccessLog log = open(settings(file, LARGE))) {
            finish(log, "/one");
            await().atMost(HANG_GUARD).until(() -> log.writeErrors() > 10);
            Files.delete(file);
            log.reopen();
            await().atMost(HANG_GUARD).until(() -> captured.messages().size() > 1);
            assertThat(captured.messages())
                    .containsExactly(
                            "the access log cannot be written: " + file + ": No space left on device",
                            "the access log is written again");
        }
    }

    @Test
    void linesOnADiskThatStaysFullAreCountedAsDropped() throws IOException {
        Path file = directory.resolve("access.log");
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        AccessLog log = open(settings(file, LARGE));
        finish(log, "/one");
        finish(log, "/two");
        log.close();
        assertThat(log.dropped()).isEqualTo(2);
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCountedAndSaidOnce() throws IOException {
        StuckSink sink = new StuckSink();
        try (LogCapture captured = new LogCapture(LineLog.class)) {
            AccessLog log = open(settings(Path.of("none"), SMALL), sink, 1);
            int finished = 2000;
            for (int i = 0; i < finished; i++) {
                finish(log, "/" + i);
            }
            assertThat(log.dropped()).isPositive();
            sink.release();
            log.close();
            assertThat(log.dropped() + sink.lines().size()).isEqualTo(finished);
            assertThat(captured.messages())
                    .containsExactly("the access log lost " + log.dropped() + " lines for want of room");
        }
    }

    /** The writing thread may be stuck with less than its half. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 12, 1 << 13, 1 << 15, 1 << 17, 1 << 20})
    void asMuchWaitsAsTheBufferTakesAndNoMore(int bufferOctets) {
        StuckSink sink = new StuckSink();
        AccessLog log = open(settings(Path.of("none"), bufferOctets), sink, 1);
        while (log.dropped() == 0) {
            finish(log, "/");
        }
        sink.release();
        log.close();
        int waited = sink.lines().stream().mapToInt(line -> line.length() + 1).sum();
        assertThat(waited).isBetween(bufferOctets / 2 - LONGER_THAN_ANY_LINE_HERE, bufferOctets);
    }

    @Test
    void aLineLongerThanTheBufferTakesIsWrittenAlone() throws IOException {
        Path file = directory.resolve("access.log");
        try (AccessLog log = open(settings(file, 1 << 12))) {
            finish(log, "/" + "x".repeat(5000));
            finish(log, "/" + "y".repeat(15_000));
        }
        assertThat(targets(file)).first().asString().startsWith("/xxx");
    }

    @Test
    void aSmallBufferIsNotDividedAmongManyStripes() {
        assertThat(LineLog.stripesFor(6, LARGE)).isEqualTo(8);
        assertThat(LineLog.stripesFor(64, LARGE)).isEqualTo(16);
        assertThat(LineLog.stripesFor(8, 3 * SMALL)).isEqualTo(2);
        assertThat(LineLog.stripesFor(8, 1 << 12)).isEqualTo(1);
    }

    @Test
    void aFullStripeGivesItsLinesToOthers() {
        StuckSink sink = new StuckSink();
        AccessLog log = open(settings(Path.of("none"), 4 * SMALL), sink, 4);
        for (int i = 0; log.dropped() == 0; i++) {
            finish(log, "/" + i);
        }
        sink.release();
        log.close();
        assertThat(sink.lines().stream().mapToInt(String::length).sum()).isGreaterThan(SMALL);
    }

    @Test
    void aLineCutByAFullDiskIsCompletedBeforeAnyOther() {
        DrippingSink sink = new DrippingSink();
        AccessLog log = open(settings(Path.of("none"), 4 * SMALL), sink, 4);
        List<Integer> numbers = IntStream.range(0, 500).boxed().toList();
        numbers.parallelStream().forEach(i -> finish(log, "/" + i));
        await().atMost(HANG_GUARD).until(() -> sink.lines().size() == 500);
        log.close();
        assertThat(sink.failures()).isPositive();
        assertThat(sink.lines()).hasSize(500).allMatch(line -> line.startsWith("{\"time\":") && line.endsWith("}"));
        assertThat(log.dropped()).isZero();
    }

    @Test
    void manyThreadsLeaveOneWholeLineForEveryExchange() throws Exception {
        Path file = directory.resolve("access.log");
        int threads = 16;
        int each = 2_000;
        int roomForAll = 2 * LARGE;
        AccessLog log = open(settings(file, roomForAll));
        Thread[] running = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int number = t;
            running[t] = Thread.startVirtualThread(() -> {
                for (int i = 0; i < each; i++) {
                    finish(log, "/" + number + "/" + i);
                }
            });
        }
        for (Thread thread : running) {
            thread.join();
        }
        log.close();
        assertThat(log.dropped()).isZero();
        List<String> targets = targets(file);
        assertThat(targets).hasSize(threads * each);
        assertThat(new TreeSet<>(targets)).hasSize(threads * each);
    }

    @Test
    void aLineAfterCloseIsDroppedAndCounted() throws IOException {
        AccessLog log = open(settings(directory.resolve("access.log"), LARGE));
        log.close();
        finish(log, "/late");
        assertThat(log.dropped()).isEqualTo(1);
    }

    private static ObservabilitySettings.AccessLog settings(Path file, int bufferOctets) {
        return new ObservabilitySettings.AccessLog(
                true, ObservabilitySettings.Format.JSON, new LogPlace.File(file), bufferOctets, ALL, Set.of());
    }

    private static void finish(AccessLog log, String target) {
        Exchange exchange = ExchangeMaker.asked("GET", target, Map.of("Host", "h", "User-Agent", "agent"));
        ExchangeMaker.answer(exchange, ROUTE, 200);
        log.finished(exchange);
    }

    /** The targets of a file's lines, each of which must be whole. */
    private static List<String> targets(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> {
                    assertThat(line).startsWith("{\"time\":").endsWith("}");
                    return line.replaceAll(".*\"target\":\"([^\"]*)\".*", "$1");
                })
                .toList();
    }

    private static AccessLog open(ObservabilitySettings.AccessLog settings) throws IOException {
        return AccessLog.open(settings, new TlsMembers(new Slots.Plan()));
    }

    private static AccessLog open(ObservabilitySettings.AccessLog settings, LineSink sink, int stripes) {
        return AccessLog.open(settings, new TlsMembers(new Slots.Plan()), sink, stripes);
    }
}
