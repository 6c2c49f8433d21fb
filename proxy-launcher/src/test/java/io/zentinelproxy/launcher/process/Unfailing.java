package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client that asks on and on, tries nothing again, and keeps every failure. Closing it waits for its last answer. */
final class Unfailing implements AutoCloseable {
    /** RFC 9113 section 6.8. */
    private static final int GOAWAY = 7;

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final Way way;
    private final Thread thread;
    private volatile boolean over;

    /** How it asks. */
    private interface Way extends AutoCloseable {
        /** Returns the content of the answer. */
        String ask();

        @Override
        void close();
    }

    private Unfailing(Way way) {
        this.way = way;
        thread = Thread.ofPlatform().start(this::ask);
    }

    /** Opens a connection for each request. */
    static Unfailing anew(InetSocketAddress address) {
        return new Unfailing(new OverHttp1(address, false));
    }

    /** Goes on with its connection until an answer says that it was the last. */
    static Unfailing keeping(InetSocketAddress address) {
        return new Unfailing(new OverHttp1(address, true));
    }

    /** Goes on with its connection of HTTP/2 until it is told that it goes away. */
    static Unfailing overHttp2(InetSocketAddress address) {
        return new Unfailing(new OverHttp2(address));
    }

    private void ask() {
        try (way) {
            while (!over) {
                once();
            }
        }
    }

    private void once() {
        try {
            assertThat(way.ask()).isEqualTo("ok");
            answers.incrementAndGet();
        } catch (RuntimeException | Error e) {
            failures.add(e);
            way.close();
        }
    }

    private static final class OverHttp1 implements Way {
        private final InetSocketAddress address;
        private final boolean keeping;
        private @Nullable RawClient kept;

        OverHttp1(InetSocketAddress address, boolean keeping) {
            this.address = address;
            this.keeping = keeping;
        }

        @Override
        public String ask() {
            if (kept == null) {
                kept = RawClient.connect(address);
            }
            Reply reply = kept.send(GET).read();
            if (!keeping || reply.fields().listed("Connection", "close")) {
                close();
            }
            return reply.body();
        }

        @Override
        public void close() {
            if (kept != null) {
                kept.close();
                kept = null;
            }
        }
    }

    private static final class OverHttp2 implements Way {
        private final InetSocketAddress address;
        private @Nullable H2Client kept;

        OverHttp2(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public String ask() {
            if (kept != null && kept.count(GOAWAY) > 0) {
                close();
            }
            if (kept == null) {
                kept = H2Client.connect(address);
            }
            // Two at a time, so that a stream is open when another one ends.
            H2Stream first = kept.get("/");
            H2Stream second = kept.get("/");
            String content = first.awaitReply().body();
            return second.awaitReply().body().equals(content) ? content : "not the same";
        }

        @Override
        public void close() {
            if (kept != null) {
                kept.close();
                kept = null;
            }
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
