package io.zentinelproxy.core.config.kdl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The line that an error shows does not show passwords in URLs. */
class PasswordsInExcerptsTest {
    private static String shown(String line, int offset) {
        Position position = new Position(new SourceText("test.kdl", line), offset);
        return Excerpt.around(position).line();
    }

    @Test
    void aPasswordIsCovered() {
        assertThat(shown("url \"redis://me:pass/w:rd@host:6379/0\" \"redis://:x@y\"", 4))
                .isEqualTo("url \"redis://me:*********@host:6379/0\" \"redis://:*@y\"");
    }

    @Test
    void onesThatAreCutOffAreCoveredToo() {
        String line = "url \"redis://somebody:" + "p".repeat(200) + "@host\"";

        assertThat(shown(line, 4)).startsWith("url \"redis://somebody:***").doesNotContain("p".repeat(2));
    }

    @Test
    void otherUrlsAreShownAsTheyAre() {
        for (String line : new String[] {
            "url \"redis://host:6379/0\"", "url \"http://[::1]:80/\" 1", "log \"a:b@c\"", "url \"redis://me@host:6379\""
        }) {
            assertThat(shown(line, 4)).isEqualTo(line);
        }
    }
}
