package io.zentinelproxy.launcher.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/show differential}: the origins that need no other program, a few mutations, always the same. */
class DifferentialTest {
    private static final int MUTATIONS = 300;

    @Test
    void whatIsForwardedIsTheSameRequestToEveryOrigin(@TempDir Path folder) throws Exception {
        try (RecordingOrigin recorder = new RecordingOrigin();
                TomcatOrigin tomcat = new TomcatOrigin(folder);
                JdkOrigin jdk = new JdkOrigin()) {
            Tally tally = Differential.run(List.of(recorder, tomcat, jdk), 1, MUTATIONS);
            assertThat(tally.shown()).isEmpty();
            assertThat(tally.understoodByAll()).as("forwarded").isGreaterThan(MUTATIONS / 5);
            assertThat(tally.refusals()).as("refused").isGreaterThan(MUTATIONS / 5);
        }
    }

    @Test
    void anOriginThatReadsFramingInItsOwnWayIsFound() throws Exception {
        try (RecordingOrigin one = new RecordingOrigin();
                RecordingOrigin other = new RecordingOrigin(false)) {
            assertThat(Differential.run(List.of(one, other), 1, 100).differences())
                    .isPositive();
        }
    }
}
