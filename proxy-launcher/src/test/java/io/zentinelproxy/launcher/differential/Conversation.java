package io.zentinelproxy.launcher.differential;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends mutation after mutation to one proxy, over one connection as long as that holds. Behind each goes a request
 * that is beyond doubt: its answer ends those of the mutation. One thread.
 */
final class Conversation implements AutoCloseable {
    /** No answer for so long: the proxy waits for the rest of a request, which is not to come. */
    private static final int PATIENCE_MILLIS = 40;

    /** No answer and no end for so long after our end: a hang. */
    private static final int HANG_MILLIS = 20_000;

    private static final String LAST = "/behind-the-mutation/";

    private final InetSocketAddress proxy;
    private @Nullable Socket socket;
    private @Nullable AnswerReader reader;

    /** What the origin had seen when it answered last. */
    private long seen;

    Conversation(InetSocketAddress proxy) {
        this.proxy = proxy;
    }

    /** The answers that a mutation got. */
    List<Answer> about(Mutation mutation) throws IOException {
        Socket to = connected();
        send(mutation, to);
        List<Answer> answers = new ArrayList<>();
        String last = LAST + mutation.index();
        while (true) {
            Answer answer = next(to);
            if (answer == null || answer instanceof Answer.Nothing) {
                close();
                if (answer != null) {
                    answers.add(answer);
                }
                return answers;
            }
            if (answer instanceof Answer.Echo(Understood understood)) {
                count(understood, answers);
                if (understood.method().equals("GET") && understood.target().equals(last)) {
                    closeWhereEnded(to);
                    return answers;
                }
            }
            answers.add(answer);
        }
    }

    private void count(Understood understood, List<Answer> answers) {
        if (seen > 0 && understood.seen() != seen + 1) {
            answers.add(new Answer.Unasked(understood.seen() - seen - 1));
        }
        seen = understood.seen();
    }

    private void closeWhereEnded(Socket to) throws IOException {
        if (to.isOutputShutdown()) {
            close();
        }
    }

    private void send(Mutation mutation, Socket to) {
        try {
            for (byte[] piece : mutation.pieces()) {
                to.getOutputStream().write(piece);
            }
            String last = "GET " + LAST + mutation.index() + " HTTP/1.1\r\nHost: example.org\r\n\r\n";
            to.getOutputStream().write(last.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException closedByTheProxy) {
            // It had seen enough; its answer can still be read.
        }
    }

    private @Nullable Answer next(Socket from) throws IOException {
        try {
            from.setSoTimeout(from.isOutputShutdown() ? HANG_MILLIS : PATIENCE_MILLIS);
            return reader().next();
        } catch (SocketTimeoutException quiet) {
            return from.isOutputShutdown() ? new Answer.Nothing() : nextAfterOurEnd(from);
        } catch (IOException closed) {
            return null;
        }
    }

    private @Nullable Answer nextAfterOurEnd(Socket from) throws IOException {
        from.shutdownOutput();
        return next(from);
    }

    private AnswerReader reader() {
        if (reader == null) {
            throw new IllegalStateException("not connected");
        }
        return reader;
    }

    private Socket connected() throws IOException {
        if (socket == null) {
            socket = new Socket(proxy.getAddress(), proxy.getPort());
            socket.setTcpNoDelay(true);
            reader = new AnswerReader(socket.getInputStream());
        }
        return socket;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
        socket = null;
    }
}
