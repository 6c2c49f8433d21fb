package io.zentinelproxy.core.wire.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks are told how reloads end, and are themselves what the configuration in force says. */
class ReloadedWebhooksTest {
    private static final String OFF = "enabled #false";

    @TempDir
    private Path folder;

    private Piece hook(TestOrigin receiver, String more) throws IOException {
        String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
        Path file = Files.writeString(folder.resolve("secret"), secret);
        return Piece.observability("""
                access-log { %s; }
                metrics { enabled #false; }
                webhooks { webhook "ops" {
                    url "http://127.0.0.1:%d/"
                    secret "file:%s"
                    events "config-reload" "config-reload-failed"
                }; }
                """.formatted(more, receiver.port(), file));
    }

    private static List<String> told(TestOrigin receiver, int count) {
        return receiver.awaitRequests(count).stream()
                .map(ReceivedRequest::body)
                .map(body -> body.replaceAll(".*\"type\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void reloadsAreTold() throws IOException {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                TestOrigin one = TestOrigin.answering(Messages.OK);
                TestOrigin other = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, hook(one, OFF))) {
            proxy.reload(ProxyKdl.inFrontOf(origin.address(), hook(one, OFF)));
            assertThat(told(one, 1).getFirst()).contains("reload");
            String bad = "enabled #true; file \"/proc/no/such/place\"";
            Refused.by(proxy, ProxyKdl.inFrontOf(origin.address(), hook(one, bad)));
            assertThat(told(one, 2).getLast()).contains("failed");
            proxy.reload(ProxyKdl.inFrontOf(origin.address(), hook(other, OFF)));
            assertThat(told(other, 1)).hasSize(1);
            assertThat(one.requests()).hasSize(2);
        }
    }
}
