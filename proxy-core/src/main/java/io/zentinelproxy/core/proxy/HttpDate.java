package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date of answers of our own: IMF-fixdate (RFC 9110 section 5.6.7), with two digits for the day. */
final class HttpDate {
    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private HttpDate() {}

    static byte[] now() {
        return Ascii.octets(IMF_FIXDATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }
}
