package io.zentinelproxy.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An authority is a host that can be meant in one way, and a port: the second opinion is the grammar, written as a pattern. */
class AuthorityFuzzTest {
    private static final Pattern GRAMMAR =
            Pattern.compile("([0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]{2,}\\])(?::([0-9]{1,5}))?", Pattern.DOTALL);

    @DictionaryEntries({":65535", ":65536", "[::1]", ".", "%", "@"})
    @FuzzTest
    void anAcceptedAuthorityIsAHostAndAPort(byte[] octets) {
        String text = Ascii.text(octets, 0, octets.length);
        Matcher grammar = GRAMMAR.matcher(text);
        boolean expected =
                grammar.matches() && (grammar.group(2) == null || Integer.parseInt(grammar.group(2)) <= 65_535);
        assertThat(isAccepted(octets)).as(text).isEqualTo(expected);
        if (expected) {
            assertThat(text.substring(0, Authority.hostEnd(octets, 0, octets.length)))
                    .isEqualTo(grammar.group(1));
        }
    }

    private static boolean isAccepted(byte[] octets) {
        try {
            Authority.check(octets, 0, octets.length);
            return true;
        } catch (ClientFault refused) {
            assertThat(refused.kind()).isEqualTo(ClientFault.Kind.BAD_HOST);
            return false;
        }
    }
}
