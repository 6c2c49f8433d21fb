package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the version is told that the client spoke: to the origin, and in the log in each of its formats. */
class Http2VersionsTest {
    @TempDir
    private Path folder;

    @Test
    void viaTellsEachSideWhatTheOtherSpoke() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply = client.get("/").awaitReply();

            assertThat(origin.onlyRequest().field("Via")).isEqualTo("2.0 zentinel");
            assertThat(reply.field("via")).isEqualTo("1.1 zentinel");
        }
    }

    @Test
    void theLogNamesTheVersion() {
        assertThat(line("json")).contains("\"protocol\":\"HTTP/2.0\"");
        assertThat(line("combined")).contains("\"GET /page?a=b HTTP/2.0\" 200 2 ");
    }

    private String line(String format) {
        LogFile log = new LogFile(folder.resolve(format + ".log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as(format));
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/page?a=b").awaitReply();
            return log.awaitLines(1).getFirst();
        }
    }
}
