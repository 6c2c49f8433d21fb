package io.zentinelproxy.core.webhook;

import io.zentinelproxy.core.config.WebhookSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One receiver: messages are sent in their order, one at a time, each until it is taken, refused for good or tried as often as may; those
 * behind it wait, as many as may. Told by any thread; one thread of its own sends.
 */
public final class Webhook {
    private static final System.Logger LOG = System.getLogger(Webhook.class.getName());

    private final WebhookSettings settings;
    private final Delivery delivery;
    private final Backoff backoff;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as the next two. */
    private final ArrayDeque<Message> queue = new ArrayDeque<>();

    private boolean closing;
    private boolean working;

    private final LongAdder delivered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder exhausted = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder overflown = new LongAdder();
    private final LongAdder abandoned = new LongAdder();

    /** Whether the last message was lost: then the log has said so already. For the thread. */
    private boolean losing;

    Webhook(WebhookSettings settings, Delivery delivery) {
        this.settings = settings;
        this.delivery = delivery;
        backoff = new Backoff(settings.backoff(), settings.maxBackoff(), new SplittableRandom());
        thread = Thread.ofVirtual().name("zentinel-webhook-" + settings.id()).start(this::run);
    }

    public WebhookSettings settings() {
        return settings;
    }

    /** Takes a message that is to be sent, or drops it. */
    void tell(Message message) {
        lock.lock();
        try {
            if (closing) {
                abandoned.increment();
            } else if (queue.size() >= settings.maxQueue()) {
                overflown.increment();
            } else {
                queue.add(message);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Message next = take(); next != null; next = take()) {
            deliver(next);
        }
    }

    /** The next message, waiting for one; null at the end. */
    private @Nullable Message take() {
        lock.lock();
        try {
            working = false;
            changed.signalAll();
            while (queue.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            working = !queue.isEmpty();
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Message message) {
        for (int attempt = 1; ; attempt++) {
            switch (attempt(message)) {
                case Verdict.Delivered taken -> {
                    delivered.increment();
                    losing = false;
                    return;
                }
                case Verdict.Refused no -> {
                    refused.increment();
                    lost(message, no.why());
                    return;
                }
                case Verdict.TryAgain failed -> {
                    if (attempt >= settings.maxAttempts()) {
                        exhausted.increment();
                        lost(message, failed.why() + " after " + attempt + " attempts");
                        return;
                    }
                    if (!pause(backoff.nanos(attempt, failed.notBefore()))) {
                        abandoned.increment();
                        return;
                    }
                    retried.increment();
                }
            }
        }
    }

    private Verdict attempt(Message message) {
        try {
            return delivery.attempt(message);
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "webhook " + settings.id() + " failed", defect);
            return new Verdict.Refused("defect");
        }
    }

    /** Waits before the next attempt; returns false where there will be none, as the proxy ends. */
    private boolean pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!closing && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Once for a row of them: the counters have the rest. */
    private void lost(Message message, String why) {
        if (!losing) {
            losing = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "webhook " + settings.id() + " was not told of "
                            + Message.kind(message.event()).word() + " (" + message.id() + "): " + why);
        }
    }

    /** Takes no more, and makes no second attempt; what waits is sent once, if it is time yet. Does not wait. */
    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until what was there when it closed is sent, at most so long; the rest is dropped. */
    void finish(long nanos) {
        long left = nanos;
        lock.lock();
        try {
            while ((working || !queue.isEmpty()) && left > 0) {
                left = changed.awaitNanos(left);
            }
            abandoned.add(queue.size());
            queue.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        delivery.stop();
    }

    /** Messages that wait now. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Messages taken by the receiver. */
    public long delivered() {
        return delivered.sum();
    }

    /** Those refused for good. */
    public long refused() {
        return refused.sum();
    }

    /** Those given up after as many attempts as may be. */
    public long exhausted() {
        return exhausted.sum();
    }

    /** Attempts after the first of a message. */
    public long retried() {
        return retried.sum();
    }

    /** Those that found no room. */
    public long overflown() {
        return overflown.sum();
    }

    /** Those that were left when the proxy ended. */
    public long abandoned() {
        return abandoned.sum();
    }

    /** How long {@link #finish} may take in all. */
    static final Duration GRACE = Duration.ofSeconds(2);
}
