package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.memcached.Reply.Code;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A connection to one memcached. Belongs to one thread at a time. Whoever gets an {@link IOException} of it closes it: replies that are
 * still to come would be taken for those of the next who asks.
 */
final class Connection implements AutoCloseable {
    private static final int NANOS_IN_MILLI = 1_000_000;

    private final Socket socket;
    private final ReplyReader replies;
    /** Until when it is read, as {@link System#nanoTime()} tells it. */
    private long deadline;
    /** How many {@link Code#END} are still to come for which nobody waits, and how many replies before them at most. */
    private int owedEnds;

    private int owedAtMost;

    private Connection(Socket socket) {
        this.socket = socket;
        replies = new ReplyReader(this::read);
    }

    /** @param deadline as {@link System#nanoTime()} tells it */
    static Connection to(InetSocketAddress address, long deadline) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, millisUntil(deadline));
            return new Connection(socket);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Sends these in one write and waits for the replies to all, in their order. */
    Reply[] ask(Commands commands, long until) throws IOException {
        deadline = until;
        send(commands);
        skipOwed();
        Reply[] answers = new Reply[commands.replies()];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = replies.next();
            if (answers[i].is(Code.END)) {
                throw new BadReplyException("a reply that nobody has asked for");
            }
        }
        if (replies.hasMore()) {
            throw new BadReplyException("more replies than commands");
        }
        return answers;
    }

    /** Sends commands whose replies nobody waits for; whoever asks next reads past them. */
    void tell(Commands quiet) throws IOException {
        quiet.end();
        send(quiet);
        owedEnds++;
        owedAtMost += quiet.quiet();
    }

    /** Never fills the buffers of the kernel, as all replies are read before anything else is said. */
    private void send(Commands commands) throws IOException {
        socket.getOutputStream().write(commands.octets(), 0, commands.length());
    }

    private void skipOwed() throws IOException {
        while (owedEnds > 0) {
            if (replies.next().is(Code.END)) {
                owedEnds--;
            } else if (--owedAtMost < 0) {
                throw new BadReplyException("more replies than commands");
            }
        }
        owedAtMost = 0;
    }

    private int read(byte[] octets, int start, int length) throws IOException {
        socket.setSoTimeout(millisUntil(deadline));
        return socket.getInputStream().read(octets, start, length);
    }

    /** At least one, as 0 means for ever. */
    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no reply in time");
        }
        return (int) Math.clamp(left / NANOS_IN_MILLI, 1, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is of no use any more either way.
        }
    }
}
