package io.zentinelproxy.core.testkit.dns;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on one free port of UDP and TCP, that remembers what it was asked. Any thread. */
public final class TestDns implements AutoCloseable {
    private static final int LIES = 40;

    private final DatagramSocket udp;
    private final ServerSocket tcp;

    /** Guards what follows and is notified of questions. */
    private final Object lock = new Object();

    private final Zone zone = new Zone();
    private final List<String> questions = new ArrayList<>();
    private Mood mood = Mood.WELL;
    private boolean held;

    private TestDns(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
        Thread.ofPlatform().daemon().name("test-dns-udp").start(this::datagrams);
        Thread.ofPlatform().daemon().name("test-dns-tcp").start(this::connections);
    }

    public static TestDns start() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        for (int attempt = 0; ; attempt++) {
            try {
                ServerSocket tcp = new ServerSocket(0, 50, loopback);
                try {
                    return new TestDns(new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort())), tcp);
                } catch (IOException taken) {
                    tcp.close();
                    if (attempt == 10) {
                        throw taken;
                    }
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** Host and port, as the configuration has them. */
    public String address() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), tcp.getLocalPort());
    }

    /** From now on the name has these addresses of IPv4. */
    public TestDns addresses(String name, long ttl, String... addresses) {
        return records(name, Type.A, ttl, addresses);
    }

    /** From now on the name has these records of the type, as a zone file writes them. */
    public TestDns records(String name, int type, long ttl, String... data) {
        synchronized (lock) {
            zone.set(name, type, ttl, data);
        }
        return this;
    }

    public void remove(String name) {
        synchronized (lock) {
            zone.remove(name);
        }
    }

    /** How long it says that nothing holds. */
    public TestDns negativeTtl(long seconds) {
        synchronized (lock) {
            zone.negativeTtl(seconds);
        }
        return this;
    }

    public TestDns mood(Mood now) {
        synchronized (lock) {
            mood = now;
        }
        return this;
    }

    /** Answers nothing until {@link #release}. */
    public void hold() {
        synchronized (lock) {
            held = true;
        }
    }

    public void release() {
        synchronized (lock) {
            held = false;
            lock.notifyAll();
        }
    }

    /** What it was asked, such as {@code udp A app.test.}, in order. */
    public List<String> questions() {
        synchronized (lock) {
            return List.copyOf(questions);
        }
    }

    /** How often it was asked this. */
    public long asked(String question) {
        return questions().stream().filter(question::equals).count();
    }

    public void awaitAsked(String question, long times) {
        synchronized (lock) {
            HangGuard.await(
                    lock,
                    () -> asked(question) >= times,
                    () -> "expected " + times + " times " + question + ", came " + questions);
        }
    }

    private Message parsed(byte[] octets, String transport) throws IOException {
        Message query = new Message(octets);
        synchronized (lock) {
            questions.add(transport + " " + Type.string(query.getQuestion().getType()) + " "
                    + query.getQuestion().getName());
            lock.notifyAll();
        }
        return query;
    }

    private void datagrams() {
        byte[] buffer = new byte[4096];
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                Message query = parsed(Arrays.copyOf(buffer, packet.getLength()), "udp");
                InetSocketAddress to = (InetSocketAddress) packet.getSocketAddress();
                Thread.ofVirtual().start(() -> answers(query, false).forEach(octets -> send(octets, to)));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void send(byte[] octets, InetSocketAddress to) {
        try {
            udp.send(new DatagramPacket(octets, octets.length, to));
        } catch (IOException gone) {
            // Whoever asked does not wait any more.
        }
    }

    private void connections() {
        while (true) {
            try {
                Socket socket = tcp.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] query = new byte[in.readUnsignedShort()];
            in.readFully(query);
            for (byte[] answer : answers(parsed(query, "tcp"), true)) {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
            }
        } catch (IOException gone) {
            // Whoever asked does not wait any more.
        }
    }

    private List<byte[]> answers(Message query, boolean overTcp) {
        synchronized (lock) {
            HangGuard.await(lock, () -> !held, () -> "the answer was never released");
            return switch (mood) {
                case WELL -> List.of(octets(zone.answer(query), overTcp));
                case SILENT -> List.of();
                case SERVFAIL -> List.of(Zone.reply(query, Rcode.SERVFAIL).toWire());
                case REFUSED -> List.of(Zone.reply(query, Rcode.REFUSED).toWire());
                case TRUNCATING -> List.of(overTcp ? octets(zone.answer(query), true) : truncated(query));
                case GARBAGE -> List.of("no message".getBytes(StandardCharsets.US_ASCII));
                case LYING_FIRST -> lies(query, 1, overTcp);
                case LYING -> overTcp ? List.of(octets(zone.answer(query), true)) : lies(query, LIES, false);
                case OLD ->
                    List.of(
                            query.getOPT() == null
                                    ? octets(zone.answer(query), overTcp)
                                    : Zone.reply(query, Rcode.FORMERR).toWire());
                case REFERRING -> List.of(referral(query));
            };
        }
    }

    /** A datagram holds as much as was said to be welcome. */
    private static byte[] octets(Message answer, boolean overTcp) {
        return overTcp ? answer.toWire() : answer.toWire(1232);
    }

    private static byte[] truncated(Message query) {
        Message answer = Zone.reply(query, Rcode.NOERROR);
        answer.getHeader().setFlag(Flags.TC);
        return answer.toWire();
    }

    private List<byte[]> lies(Message query, int count, boolean overTcp) {
        List<byte[]> lies = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Message lie = Zone.reply(query, Rcode.NOERROR);
            lie.getHeader().setID((query.getHeader().getID() + i) & 0xffff);
            lie.addRecord(Zone.record(query.getQuestion().getName(), Type.A, 60, "127.9.9.9"), Section.ANSWER);
            lies.add(lie.toWire());
        }
        if (count == 1) {
            Message other = new Message(query.getHeader().getID());
            other.getHeader().setFlag(Flags.QR);
            other.addRecord(
                    org.xbill.DNS.Record.newRecord(Zone.name("other.test"), Type.A, org.xbill.DNS.DClass.IN),
                    Section.QUESTION);
            other.addRecord(Zone.record(Zone.name("other.test"), Type.A, 60, "127.9.9.9"), Section.ANSWER);
            lies.add(other.toWire());
            lies.add(octets(zone.answer(query), overTcp));
        }
        return lies;
    }

    private static byte[] referral(Message query) {
        Message answer = Zone.reply(query, Rcode.NOERROR);
        answer.addRecord(Zone.record(Zone.name("test"), Type.NS, 60, "ns.test."), Section.AUTHORITY);
        return answer.toWire();
    }

    @Override
    public void close() {
        release();
        udp.close();
        try {
            tcp.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
