package io.zentinelproxy.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogTimeTest {
    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter APACHE = DateTimeFormatter.ofPattern(
                    "dd/MMM/uuuu:HH:mm:ss xx", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Rfc3339Time rfc3339 = new Rfc3339Time();
    private final ApacheTime apache = new ApacheTime();

    @Test
    void everyDayFrom1970To2100IsWrittenAsJavaTimeWritesIt() {
        for (long day = 0; day < 47_500; day++) {
            assertSame(day * 86_400_000 + day % 86_400_000);
        }
    }

    @Test
    void timesOfAnyOrderAreWrittenAsJavaTimeWritesThem() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            assertSame(random.nextLong(0, 253_402_300_800_000L));
        }
    }

    @Test
    void millisecondsChangeWithinASecond() {
        assertSame(1_795_514_400_000L);
        assertSame(1_795_514_400_007L);
        assertSame(1_795_514_400_999L);
    }

    private void assertSame(long millis) {
        byte[] into = new byte[32];
        Instant instant = Instant.ofEpochMilli(millis);
        assertThat(Ascii.text(into, 0, rfc3339.put(into, 0, millis))).isEqualTo(RFC_3339.format(instant));
        assertThat(Ascii.text(into, 0, apache.put(into, 0, millis))).isEqualTo(APACHE.format(instant));
    }
}
