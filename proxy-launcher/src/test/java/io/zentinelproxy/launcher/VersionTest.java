package io.zentinelproxy.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class VersionTest {
    private static final Runtime.Version JAVA = Runtime.Version.parse("25.0.3+9");

    @Test
    void theCommitIsSaidWhereTheManifestHasIt() throws Exception {
        String commit = Version.commit(manifest("Zentinel-Commit: 0123456789ab\n"));

        assertThat(Version.sentence("0.1.0", commit, JAVA)).isEqualTo("zentinel 0.1.0 (0123456789ab) on Java 25.0.3+9");
    }

    @Test
    void aBuildThatDoesNotKnowItsCommitSaysNone() throws Exception {
        assertThat(Version.commit(manifest("Zentinel-Commit: \n"))).isNull();
        assertThat(Version.commit(manifest(""))).isNull();
        assertThat(Version.sentence("0.1.0", null, JAVA)).isEqualTo("zentinel 0.1.0 on Java 25.0.3+9");
    }

    private static InputStream manifest(String more) throws IOException {
        return new ByteArrayInputStream(("Manifest-Version: 1.0\n" + more + "\n").getBytes(UTF_8));
    }
}
