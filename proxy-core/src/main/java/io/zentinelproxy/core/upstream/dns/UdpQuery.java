package io.zentinelproxy.core.upstream.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/** Asks in a datagram, from a port of its own that the system chooses at random. */
final class UdpQuery {
    /** Wrong answers that are passed over; so many come only from somebody who guesses, and are no use to him over TCP. */
    private static final int MAX_STRAYS = 32;

    private UdpQuery() {}

    /**
     * The server's answer, or null where others answer in its place.
     *
     * @throws SocketTimeoutException where none came in time
     * @throws IOException where the server cannot be reached
     */
    static @Nullable Message ask(InetSocketAddress server, Question question, boolean extended, Duration timeout)
            throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            DatagramSocket socket = channel.socket();
            socket.connect(server);
            byte[] query = question.toWire(extended);
            socket.send(new DatagramPacket(query, query.length));
            return receive(socket, question, System.nanoTime() + timeout.toNanos());
        }
    }

    private static @Nullable Message receive(DatagramSocket socket, Question question, long until) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
        for (int stray = 0; stray < MAX_STRAYS; stray++) {
            socket.setSoTimeout(Remaining.millis(until));
            packet.setLength(1 << 16);
            socket.receive(packet);
            Message message = parsed(packet);
            if (message != null && question.isAnsweredBy(message)) {
                return message;
            }
        }
        return null;
    }

    private static @Nullable Message parsed(DatagramPacket packet) {
        byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
        try {
            return new Message(octets);
        } catch (IOException | RuntimeException noMessage) {
            return null;
        }
    }
}
