package io.zentinelproxy.security.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.security.HandTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file is read again. */
class ReloadedTest {
    @TempDir
    private Path folder;

    private record Text(Path file) implements Source<String> {
        @Override
        public List<Path> files() {
            return List.of(file);
        }

        @Override
        public String read() throws BadFileException {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw BadFileException.of(file, "it cannot be read");
            }
        }
    }

    /** As where a file is written, read and written again within one tick of the system's clock. */
    @Test
    void aChangeThatLeavesLengthAndTimeAsTheyWereIsSeenWhereTheFileWasJustWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("list"), "one");
        // It stays young for three seconds, however slowly the test goes on.
        FileTime now = FileTime.fromMillis(System.currentTimeMillis() + 3000);
        Files.setLastModifiedTime(file, now);
        HandTicker clock = new HandTicker();
        Loaded<String> first = Loaded.of(new Text(file));
        Reloaded<String> text =
                new Reloaded<>("list", first, Duration.ofSeconds(1), Duration.ZERO, clock, new LongAdder());
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, now);
        await().until(() -> System.currentTimeMillis() - now.toMillis() >= 60);
        clock.advance(Duration.ofSeconds(2));
        text.look();
        text.look();
        assertThat(text.value()).isEqualTo("two");
    }
}
