package io.zentinelproxy.core.uri;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.bytes.Ascii;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An authority is a host that can be meant in one way, and a port: the second opinion is a pattern, and the JDK where it is an address. */
class CanonicalAuthorityFuzzTest {
    private static final Pattern GRAMMAR = Pattern.compile(
            "(?:((?:[0-9A-Za-z_-]+\\.)*[0-9A-Za-z_-]+)\\.?|\\[([0-9A-Fa-f:.]{2,})\\])(?::([0-9]{1,5}))?",
            Pattern.DOTALL);

    /** RFC 3986 section 3.2.2 allows no zeros before a decimal number and no more than four digits in a group; the JDK does. */
    private static final Pattern PADDED = Pattern.compile("(?:^|[:.])0[0-9]+(?=\\.)|\\.0[0-9]+$|[0-9A-Fa-f]{5}");

    @DictionaryEntries({":65535", ":65536", ":80", ":080", "[::1]", "[::ffff:1.2.3.4]", ".", "%", "@"})
    @FuzzTest
    void anAcceptedAuthorityIsAHostAndAPort(byte[] octets) {
        String text = Ascii.text(octets, 0, octets.length);
        Optional<String> form = form(octets);
        Matcher grammar = GRAMMAR.matcher(text);
        boolean expected = grammar.matches()
                && (grammar.group(3) == null || Integer.parseInt(grammar.group(3)) <= 65_535)
                && (grammar.group(2) == null || address(grammar.group(2)) != null);
        assertThat(form.isPresent()).as(text).isEqualTo(expected);
        form.ifPresent(one -> {
            assertThat(form(Ascii.octets(one))).as("the form of the form").contains(one);
            assertThat(one).isEqualTo(host(grammar, one) + port(grammar.group(3)));
        });
    }

    /** The name in lower case; of an address, whatever was written, which must be the same address in lower case. */
    private static String host(Matcher grammar, String form) {
        if (grammar.group(1) != null) {
            return grammar.group(1).toLowerCase(Locale.ROOT);
        }
        String literal = form.substring(0, form.indexOf(']') + 1);
        String inside = literal.substring(1, literal.length() - 1);
        assertThat(address(inside)).isEqualTo(address(grammar.group(2)));
        assertThat(inside).doesNotContainPattern("[A-F]|(^|:)0[0-9a-f]|:::");
        return literal;
    }

    private static String port(@Nullable String digits) {
        int port = digits == null ? CanonicalAuthority.HTTP_PORT : Integer.parseInt(digits);
        return port == CanonicalAuthority.HTTP_PORT ? "" : ":" + port;
    }

    private static @Nullable InetAddress address(String text) {
        if (text.indexOf(':') < 0 || PADDED.matcher(text).find()) {
            return null;
        }
        try {
            // What was IPv4-mapped comes as IPv4; no name is ever looked up for a text in brackets.
            return Inet6Address.getByName("[" + text + "]");
        } catch (UnknownHostException none) {
            return null;
        }
    }

    private static Optional<String> form(byte[] octets) {
        CanonicalAuthority authority = new CanonicalAuthority();
        try {
            authority.read(octets, 0, octets.length, CanonicalAuthority.HTTP_PORT);
        } catch (UriRefusal refused) {
            return Optional.empty();
        }
        assertThat(authority.hostEnd()).isBetween(authority.start() + 1, authority.end());
        return Optional.of(Ascii.text(authority.octets(), authority.start(), authority.end()));
    }
}
