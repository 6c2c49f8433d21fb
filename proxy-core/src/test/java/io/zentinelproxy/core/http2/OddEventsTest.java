package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.http2.OddEvents.Kind;
import io.zentinelproxy.core.http2.OddEvents.Standing;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.testkit.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OddEventsTest {
    private static final Pattern ROW = Pattern.compile("\\| [^|]+ \\| (\\d+) \\| (\\d+) \\|");
    private static final int USUAL = 600;

    @Test
    void theManualTellsThePointsOfEachKindInTheirOrder() throws IOException {
        String manual = Files.readString(Path.of("../docs/http2.md"));
        String table = manual.substring(manual.indexOf("<!-- odd events -->"), manual.indexOf("<!-- end -->"));
        List<Integer> points = new ArrayList<>();
        for (Matcher row = ROW.matcher(table); row.find(); ) {
            int each = Integer.parseInt(row.group(1));
            points.add(each);
            assertThat(Integer.parseInt(row.group(2))).isEqualTo(USUAL / each);
        }

        assertThat(points)
                .isEqualTo(Arrays.stream(Kind.values()).map(Kind::points).toList());
    }

    @Test
    void threeQuartersWarnOnceAndTheWholeEndsIt() {
        try (Sweep sweep = new Sweep(new HandClock())) {
            OddEvents odd = new OddEvents(80, sweep);

            assertThat(counted(odd, 5)).containsOnly(Standing.FINE);
            assertThat(counted(odd, 3)).containsExactly(Standing.WARNED, Standing.FINE, Standing.EXHAUSTED);
        }
    }

    private static List<Standing> counted(OddEvents odd, int pings) {
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < pings; i++) {
            standings.add(odd.count(Kind.PING));
        }
        return standings;
    }

    @Test
    void pointsAreForgottenAtAnEvenRate() {
        HandClock clock = new HandClock();
        try (Sweep sweep = new Sweep(clock)) {
            OddEvents odd = new OddEvents(100, sweep);

            assertThat(counted(odd, 7)).containsOnly(Standing.FINE);
            clock.advance(Duration.ofSeconds(30));
            assertThat(counted(odd, 5)).containsOnly(Standing.FINE);
            assertThat(counted(odd, 4)).startsWith(Standing.WARNED).endsWith(Standing.EXHAUSTED);
        }
    }

    @Test
    void aRequestThatEndsWellTakesAPointOff() {
        try (Sweep sweep = new Sweep(new HandClock())) {
            OddEvents odd = new OddEvents(10, sweep);

            odd.redeem();
            assertThat(odd.count(Kind.CONTINUATION)).isEqualTo(Standing.FINE);
            odd.redeem();
            assertThat(odd.count(Kind.CONTINUATION)).isEqualTo(Standing.WARNED);
            assertThat(odd.count(Kind.LATE_FRAME)).isEqualTo(Standing.EXHAUSTED);
        }
    }
}
