package io.zentinelproxy.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;

/** A path is refused exactly where servers could take it for another: the second opinion is a slow reading of what they do. */
class PathRulesFuzzTest {
    @DictionaryEntries({"/..", "/.", "%2e", "%2f", "%5c", "%00", "%25", ";", "//"})
    @FuzzTest
    void noAcceptedPathHidesAnother(byte[] octets) {
        String path = Ascii.text(octets, 0, octets.length);
        assertThat(isAccepted(octets)).as(path).isEqualTo(!isDangerous(path));
    }

    private static boolean isAccepted(byte[] octets) {
        try {
            PathRules.check(octets, 0, octets.length);
            return true;
        } catch (ClientFault refused) {
            assertThat(refused.kind()).isEqualTo(ClientFault.Kind.BAD_TARGET);
            return false;
        }
    }

    private static boolean isDangerous(String path) {
        if (path.replaceAll("%[0-9A-Fa-f]{2}", "").contains("%") || path.matches("(?is).*%(2f|5c|00).*")) {
            return true;
        }
        for (String segment : path.replaceAll("(?i)%2e", ".").split("/", -1)) {
            String plain = segment.split(";", 2)[0];
            if (plain.equals(".") || plain.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
