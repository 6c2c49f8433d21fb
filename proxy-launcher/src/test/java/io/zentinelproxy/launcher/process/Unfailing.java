package io.zentinelproxy.launcher.process;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client that asks on and on over HTTP/1.1, tries nothing again, and keeps every failure. Closing it waits for its last answer. */
final class Unfailing implements AutoCloseable {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final InetSocketAddress address;
    private final boolean keeping;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final Thread thread;
    private volatile boolean over;
    private @Nullable RawClient kept;

    private Unfailing(InetSocketAddress address, boolean keeping) {
        this.address = address;
        this.keeping = keeping;
        thread = Thread.ofPlatform().start(this::ask);
    }

    /** Opens a connection for each request. */
    static Unfailing anew(InetSocketAddress address) {
        return new Unfailing(address, false);
    }

    /** Goes on with its connection until an answer says that it was the last. */
    static Unfailing keeping(InetSocketAddress address) {
        return new Unfailing(address, true);
    }

    private void ask() {
        while (!over) {
            try {
                once();
                answers.incrementAndGet();
            } catch (RuntimeException | Error e) {
                failures.add(e);
                kept = null;
            }
        }
        if (kept != null) {
            kept.close();
        }
    }

    private void once() {
        RawClient client = kept == null ? RawClient.connect(address) : kept;
        Reply reply = client.send(GET).read();
        if (!reply.body().equals("ok")) {
            throw new AssertionError(reply.statusLine());
        }
        kept = keeping && !reply.fields().listed("Connection", "close") ? client : null;
        if (kept == null) {
            client.close();
        }
    }

    long answers() {
        return answers.get();
    }

    List<Throwable> failures() {
        return failures;
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
