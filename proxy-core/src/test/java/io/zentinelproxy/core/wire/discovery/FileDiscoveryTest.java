package io.zentinelproxy.core.wire.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.upstream.discovery.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code discovery "file"}: every line is a target, and another file makes others. */
class FileDiscoveryTest {
    private static final Duration WATCH = Duration.ofSeconds(6);

    private final HandClock clock = new HandClock();

    @TempDir
    Path folder;

    private RunningProxy watching(Fleet fleet, String... more) {
        return RunningProxy.inFrontOf(fleet.at(2).address(), clock, discovering(more));
    }

    private Piece discovering(String... more) {
        return Piece.upstream(
                "discovery \"file\" { path \"" + folder.resolve("targets") + "\"\n" + String.join("\n", more) + "\n}");
    }

    private Path write(String name, Fleet fleet, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text.replace("PORT", Integer.toString(fleet.port())));
    }

    private static void awaitAnswering(RunningProxy proxy, String... names) {
        await().untilAsserted(() -> assertThat(Fleet.answering(proxy)).containsExactlyInAnyOrder(names));
    }

    @Test
    void everyLineIsATargetFromTheFirstRequestOn() throws IOException {
        try (Fleet fleet = Fleet.of(2)) {
            write("targets", fleet, "# fleet\n\n127.0.0.2:PORT weight=3 # the large one\r\n  127.0.0.3:PORT\n");
            try (RunningProxy proxy = watching(fleet)) {
                assertThat(Fleet.answering(proxy, 40)).containsExactly("2", "3");
                assertThat(fleet.at(2).requests()).hasSize(30);
            }
        }
    }

    @Test
    void anotherFileMovesTrafficAtTheNextLookAndNotBefore() throws IOException {
        try (Fleet fleet = Fleet.of(3)) {
            write("targets", fleet, "127.0.0.2:PORT\n127.0.0.3:PORT\n");
            try (RunningProxy proxy = watching(fleet)) {
                awaitAnswering(proxy, "2", "3");
                write("targets", fleet, "127.0.0.4:PORT\n127.0.0.2:PORT\n");
                clock.advance(Duration.ofSeconds(3));
                assertThat(Fleet.answering(proxy)).containsExactly("2", "3");
                clock.advance(WATCH);
                awaitAnswering(proxy, "2", "4");
                assertThat(fleet.at(2).connections()).isOne();
                fleet.at(3).awaitConnectionClosed(0);
            }
        }
    }

    @Test
    void aReloadWhileTheFileIsMissingKeepsTheTargets() throws IOException {
        try (Fleet fleet = Fleet.of(2)) {
            Path targets = write("targets", fleet, "127.0.0.2:PORT\n127.0.0.3:PORT\n");
            try (RunningProxy proxy = watching(fleet)) {
                assertThat(Fleet.answering(proxy)).containsExactly("2", "3");
                Files.delete(targets);
                proxy.reload(ProxyKdl.inFrontOf(
                        fleet.at(2).address(),
                        discovering("watch-interval 1"),
                        Piece.upstream("timeouts { read 7; }")));
                assertThat(Fleet.answering(proxy)).containsExactly("2", "3");
                write("targets", fleet, "127.0.0.3:PORT\n");
                clock.advance(WATCH);
                awaitAnswering(proxy, "3");
            }
        }
    }

    @Test
    void targetsOfAnotherFileAreNotKept() throws IOException {
        try (Fleet fleet = Fleet.of(2)) {
            write("targets", fleet, "127.0.0.2:PORT\n");
            try (RunningProxy proxy = watching(fleet)) {
                assertThat(Fleet.answering(proxy)).containsExactly("2");
                proxy.reload(ProxyKdl.inFrontOf(
                        fleet.at(2).address(),
                        Piece.upstream("discovery \"file\" { path \"" + folder.resolve("others") + "\"; }")));
                assertThat(Fleet.answering(proxy)).containsExactly("503");
            }
        }
    }

    @Test
    void aFileRenamedIntoPlaceIsTakenEvenWithTheTimesOfTheOldOne() throws IOException {
        try (Fleet fleet = Fleet.of(2)) {
            Path targets = write("targets", fleet, "127.0.0.2:PORT\n");
            try (RunningProxy proxy = watching(fleet, "watch-interval 1")) {
                awaitAnswering(proxy, "2");
                Path other = write("other", fleet, "127.0.0.3:PORT\n");
                Files.setLastModifiedTime(other, Files.getLastModifiedTime(targets));
                Files.move(other, targets, StandardCopyOption.ATOMIC_MOVE);
                clock.advance(Duration.ofMillis(1100));
                awaitAnswering(proxy, "3");
            }
        }
    }

    @Test
    void aLinkThatLeadsElsewhereIsFollowed() throws IOException {
        try (Fleet fleet = Fleet.of(2)) {
            Path one = write("one", fleet, "127.0.0.2:PORT\n");
            Path two = write("two", fleet, "127.0.0.3:PORT\n");
            Files.createSymbolicLink(folder.resolve("targets"), one);
            try (RunningProxy proxy = watching(fleet)) {
                awaitAnswering(proxy, "2");
                Path swap = Files.createSymbolicLink(folder.resolve("swap"), two);
                Files.move(swap, folder.resolve("targets"), StandardCopyOption.ATOMIC_MOVE);
                clock.advance(WATCH);
                awaitAnswering(proxy, "3");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.3:PORT\nnonsense\n",
                "127.0.0.3:PORT weight=0\n",
                "127.0.0.3:PORT weight=2 backup\n",
                "127.0.0.3:0\n",
                "unix:/run/app.sock\n",
                "",
                "# nobody\n"
            })
    void aBadFileChangesNothingAndSaysWhy(String text) throws IOException {
        try (LogCapture log = new LogCapture(Discovery.class);
                Fleet fleet = Fleet.of(2)) {
            write("targets", fleet, "127.0.0.2:PORT\n");
            try (RunningProxy proxy = watching(fleet)) {
                awaitAnswering(proxy, "2");
                write("targets", fleet, text);
                clock.advance(WATCH);
                await().untilAsserted(() ->
                        assertThat(log.messages()).anyMatch(line -> line.contains("targets before stay")));
                assertThat(Fleet.answering(proxy)).containsExactly("2");
                write("targets", fleet, "127.0.0.3:PORT\n");
                clock.advance(WATCH);
                awaitAnswering(proxy, "3");
                await().untilAsserted(
                                () -> assertThat(log.messages()).anyMatch(line -> line.contains("is well again")));
            }
        }
    }

    @Test
    void aFileThatGoesLeavesItsTargetsAndOneThatIsMissingFromTheStartIsAwaited() throws IOException {
        try (Fleet fleet = Fleet.of(2);
                RunningProxy proxy = watching(fleet)) {
            assertThat(Fleet.answering(proxy)).containsExactly("503");
            Path targets = write("targets", fleet, "127.0.0.2:PORT\n");
            clock.advance(WATCH);
            awaitAnswering(proxy, "2");
            Files.delete(targets);
            clock.advance(WATCH);
            assertThat(Fleet.answering(proxy)).containsExactly("2");
        }
    }
}
