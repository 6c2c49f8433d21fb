package io.zentinelproxy.launcher.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.net.ListeningSockets.Listening;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A descriptor becomes a channel that accepts where the descriptor listens. */
class DescriptorsTest {
    private final Libc libc = new Libc();
    private final Descriptors descriptors = new Descriptors(libc);

    /** What is bound, and by which addresses clients come: to a socket of both families by two. */
    @ParameterizedTest
    @CsvSource({
        "INET, 127.0.0.1, 127.0.0.1",
        "INET, 0.0.0.0, 127.0.0.1",
        "INET6, ::1, ::1",
        "INET6, ::, ::1",
        "INET6, ::, 127.0.0.1",
        "INET6, 127.0.0.1, 127.0.0.1"
    })
    void clientsOfTheOldChannelAreAcceptedByTheNewOneWithTheirAddresses(
            StandardProtocolFamily family, String bound, String by) throws IOException {
        try (ServerSocketChannel old = listening(family, bound);
                ServerSocketChannel adopted = adopted(old);
                SocketChannel client = SocketChannel.open(reached(old, by))) {
            // The socket lives on in the other channel.
            old.close();
            try (SocketChannel accepted = adopted.accept();
                    SocketChannel second = SocketChannel.open(reached(port(client), by));
                    SocketChannel next = adopted.accept()) {
                assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
                assertThat(accepted.getLocalAddress()).isEqualTo(client.getRemoteAddress());
                assertThat(next.getRemoteAddress()).isEqualTo(second.getLocalAddress());
            }
        }
    }

    @Test
    void theAddressIsTheTrueOneAndNotThatOfTheChannel() throws IOException {
        try (ServerSocketChannel old = listening(StandardProtocolFamily.INET, "127.0.0.1")) {
            Listening listening = descriptors.adopt(duplicate(old));
            try (ServerSocketChannel adopted = listening.channel()) {
                assertThat(listening.address()).isEqualTo(old.getLocalAddress());
                assertThat(adopted.getLocalAddress()).isNotEqualTo(old.getLocalAddress());
            }
        }
    }

    @Test
    void whatDoesNotListenIsRefusedAndClosed() throws IOException {
        try (ServerSocketChannel server = listening(StandardProtocolFamily.INET, "127.0.0.1");
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            int connection = libc.socket();
            assertThatThrownBy(() -> descriptors.adopt(connection)).hasMessageContaining("is no listening socket");
            assertThat(SocketName.of(connection, libc)).isNull();
            assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
        }
    }

    /** They have the same address, and their descriptors come and go while they are looked at. */
    @Test
    void theListeningOneIsFoundAmongConnectionsThatAreAcceptedAndClosed() throws Exception {
        try (ServerSocketChannel server = listening(StandardProtocolFamily.INET, "127.0.0.1")) {
            AtomicBoolean over = new AtomicBoolean();
            Thread clients = Thread.ofPlatform().start(() -> comeAndGo(server, over));
            try {
                int first = descriptors.find((InetSocketAddress) server.getLocalAddress());
                for (int i = 0; i < 500; i++) {
                    assertThat(descriptors.find((InetSocketAddress) server.getLocalAddress()))
                            .isEqualTo(first);
                }
            } finally {
                over.set(true);
                clients.join();
            }
        }
    }

    private static void comeAndGo(ServerSocketChannel server, AtomicBoolean over) {
        while (!over.get()) {
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel accepted = server.accept()) {
                assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private ServerSocketChannel adopted(ServerSocketChannel old) throws IOException {
        return descriptors.adopt(duplicate(old)).channel();
    }

    /** As it comes from another process. */
    private int duplicate(ServerSocketChannel channel) throws IOException {
        int copy = libc.socket();
        libc.replace(copy, descriptors.find((InetSocketAddress) channel.getLocalAddress()));
        return copy;
    }

    private static ServerSocketChannel listening(ProtocolFamily family, String address) throws IOException {
        return ServerSocketChannel.open(family).bind(new InetSocketAddress(InetAddress.getByName(address), 0));
    }

    private static InetSocketAddress reached(ServerSocketChannel channel, String by) throws IOException {
        return reached(((InetSocketAddress) channel.getLocalAddress()).getPort(), by);
    }

    private static InetSocketAddress reached(int port, String by) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(by), port);
    }

    private static int port(SocketChannel client) throws IOException {
        return ((InetSocketAddress) client.getRemoteAddress()).getPort();
    }
}
