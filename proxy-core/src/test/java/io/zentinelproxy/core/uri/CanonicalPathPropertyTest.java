package io.zentinelproxy.core.uri;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any path of pieces that mean something somewhere has the form that a slow reading gives it, and that form is its own. */
class CanonicalPathPropertyTest {
    private static final int PATHS = 200_000;

    private static final String[] PIECES = {
        "/", "/", "/", "//", ".", "..", "/./", "/../", "a", "B", "%61", "%2e", "%2E", "%25", "%2f", "%5C", "%00", "%0a",
                "%09", "%7f",
        "%zz", "%4", "%", ";", ";x=1", "%3b", "%40", "@", ":", "%3A", "+", "%2b", "%20", "{", "|", "[", "%c3%a9", "%C3",
                "%a9", "%e2%82%ac",
        "%f0%9f%98%80", "%c0%af", "%e0%80%af", "%f0%80%80%af", "%ed%a0%80", "%f4%90%80%80", "%f8", "%ff", "\\", "?",
                "#", "~", "..."
    };

    @Test
    void pathsAreReadAsASlowReadingReadsThem() {
        Random random = new Random(35);
        int accepted = 0;
        for (int i = 0; i < PATHS; i++) {
            accepted += PathReading.agrees(path(random), leniency(random)) ? 1 : 0;
        }
        assertThat(accepted).as("paths that were accepted").isBetween(PATHS / 5, PATHS * 4 / 5);
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(8); i > 0; i--) {
            // Mostly what is accepted, else hardly any long path is.
            path.append(PIECES[random.nextInt(random.nextInt(6) == 0 ? PIECES.length : 13)]);
        }
        return path.toString();
    }

    private static PathLeniency leniency(Random random) {
        int bits = random.nextBoolean() ? 0 : random.nextInt(32);
        return new PathLeniency((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0);
    }
}
