package io.zentinelproxy.core.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine beside the JDK's and RE2's, and under texts that hang an engine that goes back. */
class LinearPatternTest {
    private static final List<String> PATTERNS = List.of(
            "",
            "a",
            "^a",
            "a$",
            "^$",
            "^/a/?$",
            "a|b",
            "ab|a",
            "a|ab",
            "(a|ab)(c|bcd)",
            "a*",
            "a+?b",
            "a{2}",
            "a{2,}b",
            "a{0,3}?b",
            "[a-c]+/",
            "[^/]+",
            "[^a-c]",
            "\\d+",
            "\\D",
            "\\w+\\.\\w+",
            "\\s",
            "\\ba\\b",
            "\\Ba",
            ".",
            "(?i)AB",
            "(?i:A)b",
            "(?:ab)+",
            "(a)(b)?",
            "((a)|b)+c",
            "(a*)*b",
            "(a|a)*b",
            "(x+x+)+y",
            "/assets/.*\\.[a-f0-9]{8,}\\.(js|css|woff2?|ttf|eot)$",
            "\\.(png|jpg|jpeg|gif|webp|svg|ico)$",
            "^/users/(?<id>[0-9]+)/(?<rest>.*)$",
            "/v[0-9]+/[a-z]+",
            "\\.php$|/wp-",
            "[.]",
            "\\x41",
            "\\Q.*\\E");

    private static final String ALPHABET = "aaabbccd//..019xXyAB -_é";

    private static LinearPattern compile(String text) {
        try {
            return LinearPattern.compile(text);
        } catch (PatternRefusal e) {
            throw new AssertionError(text, e);
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(24); length > 0; length--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    @Test
    void findsWhatTheJdkAndRe2Find() {
        Random random = new Random(36);
        for (String text : PATTERNS) {
            LinearPattern ours = compile(text);
            Pattern jdk = Pattern.compile(text);
            com.google.re2j.Pattern re2 = com.google.re2j.Pattern.compile(text);
            for (int i = 0; i < 400; i++) {
                String input = i % 4 == 0 ? "/assets/" + randomText(random) + ".0123456789ab.css" : randomText(random);
                boolean expected = jdk.matcher(input).find();
                byte[] octets = (">" + input + "<").getBytes(StandardCharsets.ISO_8859_1);
                assertThat(re2.matcher(input).find())
                        .as("RE2: %s in %s", text, input)
                        .isEqualTo(expected);
                assertThat(ours.find(input)).as("%s in %s", text, input).isEqualTo(expected);
                assertThat(ours.find(octets, 1, octets.length - 1))
                        .as("%s in octets of %s", text, input)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void capturesWhatTheJdkCaptures() {
        Random random = new Random(37);
        for (String text : PATTERNS) {
            LinearPattern ours = compile(text);
            Pattern jdk = Pattern.compile(text);
            // RE2 and the JDK differ by design in what a group holds that was repeated empty.
            if (text.equals("(a*)*b")) {
                continue;
            }
            for (int i = 0; i < 200; i++) {
                String input =
                        i % 4 == 0 ? "/users/" + random.nextInt(99) + "/" + randomText(random) : randomText(random);
                Matcher expected = jdk.matcher(input);
                MatchResult found = ours.match(input);
                assertThat(found != null).as("%s in %s", text, input).isEqualTo(expected.find());
                for (int group = 0; found != null && group <= expected.groupCount(); group++) {
                    assertThat(found.group(group))
                            .as("group %d of %s in %s", group, text, input)
                            .isEqualTo(expected.group(group));
                }
            }
        }
    }

    /** Each of them takes the JDK's engine longer than anybody waits, or its whole stack. */
    @Test
    @Timeout(60)
    void patternsThatHangOthersEndSoon() {
        String many = "x".repeat(40_000);
        for (String text : List.of(
                "(x+x+)+y", "(x*)*y", "(x|x)*y", "(?:x|xx)+$z", "^(x?){50}x{50}y", "(.*)*=(.*)", "([a-z]+)*[0-9]$")) {
            assertThat(compile(text).find(many)).as(text).isFalse();
            assertThat(compile(text).find(many.getBytes(StandardCharsets.ISO_8859_1), 0, many.length()))
                    .as(text)
                    .isFalse();
            assertThat(compile(text).match(many)).as(text).isNull();
        }
    }

    @Test
    void whatHasNoLinearTimeMatchIsRefusedByName() {
        String[][] refused = {
            {"(a)\\1", "backreferences are not supported, at character 4 of the pattern"},
            {"(?<n>a)\\k<n>", "backreferences are not supported, at character 8 of the pattern"},
            {"a(?=b)", "lookaround is not supported, at character 2 of the pattern"},
            {"(?!b)", "lookaround is not supported, at character 1 of the pattern"},
            {"(?<=b)a", "lookaround is not supported, at character 1 of the pattern"},
            {"(?<!b)a", "lookaround is not supported, at character 1 of the pattern"},
            {"(?>a)", "atomic groups are not supported, at character 1 of the pattern"},
            {"a++", "possessive quantifiers are not supported, at character 2 of the pattern"},
            {"[a", "missing closing ], at character 1 of the pattern"},
            {"a{2000}", "invalid repeat count, at character 2 of the pattern"},
            {"a".repeat(4097), "a pattern is at most 4096 characters long"},
        };
        for (String[] one : refused) {
            assertThatThrownBy(() -> LinearPattern.compile(one[0]))
                    .isInstanceOf(PatternRefusal.class)
                    .hasMessage(one[1]);
        }
    }

    @Test
    void groupsHaveNumbersAndNames() {
        LinearPattern pattern = compile("^/(?P<user>[a-z]+)/(\\d+)");

        assertThat(pattern.groupCount()).isEqualTo(2);
        assertThat(pattern.groupNames()).containsOnly(java.util.Map.entry("user", 1));
        assertThat(pattern.match("/ann/7").group(2)).isEqualTo("7");
    }

    @Test
    void caseCountsUnlessToldOtherwise() throws PatternRefusal {
        assertThat(compile("Abc").find("abc")).isFalse();
        assertThat(LinearPattern.compileIgnoringCase("Abc").find("xaBC")).isTrue();
    }

    @Test
    void anOctetIsACharacter() {
        byte[] octets = {'a', (byte) 0xc3, (byte) 0xff, 'b'};

        assertThat(compile("^a..b$").find(octets, 0, 4)).isTrue();
        assertThat(compile("^a[\\x80-\\xff]{2}b$").find(octets, 0, 4)).isTrue();
    }
}
