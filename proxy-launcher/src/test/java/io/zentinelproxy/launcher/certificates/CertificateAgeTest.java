package io.zentinelproxy.launcher.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateAgeTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "90, -1, NOT_YET_VALID",
        "90, 0, VALID",
        "90, 59, VALID",
        "90, 61, ENDS_SOON",
        "90, 91, EXPIRED",
        "365, 300, VALID",
        "365, 336, ENDS_SOON",
        "6, 3, VALID",
        "6, 5, ENDS_SOON",
    })
    void whatEndsSoonHasAMonthLeftOrAThirdOfItsTime(int days, int day, CertificateAge age) {
        Instant end = BEGIN.plus(Duration.ofDays(days));
        assertThat(CertificateAge.of(BEGIN, end, BEGIN.plus(Duration.ofDays(day))))
                .isEqualTo(age);
    }
}
