package io.zentinelproxy.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayedContentTest {
    private static final int PLENTY = 1 << 20;

    private final HoldBudget budget = new HoldBudget(PLENTY);

    /** A client whose octets come when the test lets them. */
    private static final class Client implements BodySource {
        private final byte[] whole;
        private final Semaphore arrived = new Semaphore(0);
        private final AtomicInteger inside = new AtomicInteger();
        private volatile int position;
        private volatile @Nullable Fault end;

        Client(byte[] whole) {
            this.whole = whole;
        }

        @Override
        public int pull(ByteBuffer into) throws Fault {
            assertThat(inside.incrementAndGet()).as("threads that take octets").isOne();
            try {
                if (isFinished()) {
                    return -1;
                }
                arrived.acquireUninterruptibly();
                Fault fault = end;
                if (fault != null) {
                    throw fault;
                }
                int more = Math.min(into.remaining() - 1, arrived.availablePermits());
                arrived.acquireUninterruptibly(more);
                into.put(whole, position, more + 1);
                position += more + 1;
                return more + 1;
            } finally {
                inside.decrementAndGet();
            }
        }

        @Override
        public boolean isFinished() {
            return position == whole.length;
        }

        @Override
        public boolean hasBuffered() {
            return arrived.availablePermits() > 0;
        }

        @Override
        public long remaining() {
            return whole.length - position;
        }

        @Override
        public long pulled() {
            return position;
        }
    }

    private static byte[] all(BodySource source, int piece) throws Fault {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ByteBuffer into = ByteBuffer.allocate(piece);
        while (!source.isFinished() && source.pull(into.clear()) > 0) {
            octets.write(into.array(), 0, into.position());
        }
        return octets.toByteArray();
    }

    private static byte[] octets(int count, Random random) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    /** Threads of tries that have failed still take octets while the next try begins. */
    @Test
    void lastTryGetsAllWhateverTheOnesBeforeItStillTake() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Client client = new Client(octets(1 + random.nextInt(30_000), random));
            try (ReplayedContent content = new ReplayedContent(client, 32 * 1024, budget)) {
                Thread feeder = Thread.ofVirtual().start(() -> feed(client, random.nextInt(2_000) + 1));
                for (int tries = random.nextInt(4); tries > 0; tries--) {
                    BodySource failing = content.source();
                    int piece = 1 + random.nextInt(5_000);
                    Thread.ofVirtual().start(() -> takeUntilOver(failing, piece));
                    for (int turns = random.nextInt(50); turns > 0; turns--) {
                        Thread.yield();
                    }
                    assertThat(content.rewind()).isTrue();
                }
                assertThat(all(content.source(), 1 + random.nextInt(5_000)))
                        .as("seed " + seed)
                        .isEqualTo(client.whole);
                assertThat(content.isComplete()).isTrue();
                feeder.join();
            }
            assertThat(budget.held()).isZero();
        }
    }

    private static void feed(Client client, int piece) {
        for (int fed = 0; fed < client.whole.length; ) {
            int some = Math.min(piece, client.whole.length - fed);
            client.arrived.release(some);
            fed += some;
            Thread.yield();
        }
    }

    private static void takeUntilOver(BodySource source, int piece) {
        try {
            all(source, piece);
        } catch (Fault over) {
            assertThat(over).isInstanceOf(UpstreamFault.class);
        }
    }

    @Test
    void moreThanFitsGoesByAndCannotBeSentAgain() throws Exception {
        Client client = new Client(octets(50_000, new Random(1)));
        client.arrived.release(50_000);
        try (ReplayedContent content = new ReplayedContent(client, 20_000, budget)) {
            assertThat(all(content.source(), 3_000)).isEqualTo(client.whole);
            assertThat(content.isHere()).isFalse();
            assertThat(content.rewind()).isFalse();
            assertThat(budget.held())
                    .as("what is of no use any more is given back")
                    .isZero();
            assertThat(content.source().pulled()).isEqualTo(50_000);
        }
    }

    @Test
    void whatJustFitsIsSentAgain() throws Exception {
        Client client = new Client(octets(20_000, new Random(2)));
        client.arrived.release(20_000);
        try (ReplayedContent content = new ReplayedContent(client, 20_000, budget)) {
            all(content.source(), 3_000);
            assertThat(content.rewind()).isTrue();
            assertThat(all(content.source(), 700)).isEqualTo(client.whole);
        }
    }

    @Test
    void withoutRoomForAnythingItGoesByAtOnce() throws Exception {
        Client client = new Client(octets(100, new Random(3)));
        client.arrived.release(100);
        HoldBudget none = new HoldBudget(10);
        try (ReplayedContent content = new ReplayedContent(client, 20_000, none)) {
            assertThat(all(content.source(), 30)).isEqualTo(client.whole);
            assertThat(content.rewind()).isFalse();
        }
    }

    @Test
    void whatIsLetGoIsStillSentOnce() throws Exception {
        Client client = new Client(octets(40_000, new Random(4)));
        client.arrived.release(15_000);
        try (ReplayedContent content = new ReplayedContent(client, 64 * 1024, budget)) {
            ByteBuffer first = ByteBuffer.allocate(15_000);
            while (first.hasRemaining()) {
                content.source().pull(first);
            }
            assertThat(content.rewind()).isTrue();
            content.letGo();
            client.arrived.release(25_000);
            assertThat(all(content.source(), 999)).isEqualTo(client.whole);
            assertThat(budget.held()).isZero();
            assertThat(content.rewind()).isFalse();
        }
    }

    @Test
    void faultOfTheClientIsThatOfEveryTry() throws Exception {
        Client client = new Client(octets(100, new Random(5)));
        client.arrived.release(10);
        try (ReplayedContent content = new ReplayedContent(client, 64 * 1024, budget)) {
            ByteBuffer into = ByteBuffer.allocate(50);
            assertThat(content.source().pull(into)).isEqualTo(10);
            client.end = new ClientFault(ClientFault.Kind.CLIENT_GONE);
            client.arrived.release();
            assertThatThrownBy(() -> content.source().pull(into)).isSameAs(client.end);
            assertThat(content.fault()).isSameAs(client.end);
            assertThat(content.rewind()).isTrue();
            assertThat(content.source().pull(into)).as("what was there before").isEqualTo(10);
            assertThat(Arrays.copyOfRange(into.array(), 10, 20)).isEqualTo(Arrays.copyOf(client.whole, 10));
            assertThatThrownBy(() -> content.source().pull(into)).isSameAs(client.end);
        }
    }
}
