package io.zentinelproxy.core.wire.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Listeners come and go by reload; those whose address stays keep their socket and their connections. */
class ReloadedListenersTest {
    private static String kdl(TestOrigin origin, String listeners) {
        return """
                system { graceful-shutdown-timeout-secs 20; }
                listeners {
                %s
                }
                routes { route "all" { matches { path-prefix "/"; }; upstream "origin"; }; }
                upstreams { upstream "origin" { target "127.0.0.1:%d"; }; }
                observability { access-log { enabled #false; }; metrics { enabled #false; }; }
                """.formatted(listeners, origin.port());
    }

    /** Where nobody else is: a port that is given up here is given to no client or origin of another test meanwhile. */
    private static final String HOST = "127.0.0.31";

    private static String listener(String id, int port) {
        return "listener \"%s\" { address \"%s:%d\"; }\n".formatted(id, HOST, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.ofLiteral(HOST), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aListenerIsAdded() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.start(kdl(origin, listener("main", 0)))) {
            InetSocketAddress before = proxy.address();
            proxy.reload(kdl(origin, listener("main", 0) + listener("more", 0)));
            assertThat(proxy.address()).isEqualTo(before);
            try (RawClient client = RawClient.connect(proxy.address("more"))) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aRemovedListenerEndsItsRequestsAndClosesWhatIsIdle() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.inOrder(
                        Messages.ANSWER_OK,
                        List.of(new Step.WaitFor(answer), Step.send(Messages.OK)),
                        Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.start(kdl(origin, listener("main", 0) + listener("more", 0)));
                RawClient idle = RawClient.connect(proxy.address("more"));
                RawClient busy = RawClient.connect(proxy.address("more"))) {
            int port = proxy.address("more").getPort();
            idle.send(Messages.GET).read();
            busy.send(Messages.GET);
            origin.awaitRequests(2);
            proxy.reload(kdl(origin, listener("main", 0)));
            await().until(() -> !accepts(port));
            assertThat(idle.awaitClosed()).isTrue();
            answer.countDown();
            assertThat(busy.read().body()).isEqualTo("ok");
            assertThat(busy.awaitClosed()).isTrue();
        }
    }

    @Test
    void aListenerMovesToAnotherAddress() throws IOException {
        int one = freePort();
        int other = freePort();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.start(kdl(origin, listener("main", one)))) {
            proxy.reload(kdl(origin, listener("main", other)));
            try (RawClient client = proxy.connect()) {
                assertThat(proxy.address().getPort()).isEqualTo(other);
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            }
            await().until(() -> !accepts(one));
        }
    }

    @Test
    void twoListenersChangeTheirAddresses() throws IOException {
        int one = freePort();
        int other = freePort();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.start(kdl(origin, listener("a", one) + listener("b", other)));
                RawClient client = RawClient.connect(proxy.address("a"))) {
            client.send(Messages.GET).read();
            proxy.reload(kdl(origin, listener("a", other) + listener("b", one)));
            assertThat(proxy.address("a").getPort()).isEqualTo(other);
            assertThat(proxy.address("b").getPort()).isEqualTo(one);
            assertThat(client.send(Messages.GET).read().status())
                    .as("the connection is the socket's, not the name's")
                    .isEqualTo(200);
        }
    }

    @Test
    void aPortInUseChangesNothing() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST));
                RunningProxy proxy = RunningProxy.start(kdl(origin, listener("main", 0)));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            int free = freePort();
            String listeners = listener("free", free) + listener("taken", taken.getLocalPort());
            assertThat(Refused.by(proxy, kdl(origin, listeners)))
                    .contains("listener \"taken\" cannot bind " + HOST + ":" + taken.getLocalPort());
            assertThat(accepts(free)).as("what was bound for it is closed").isFalse();
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(proxy.server().configuration().generation()).isEqualTo(1);
        }
    }
}
