package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.net.Admissions;
import io.zentinelproxy.core.net.Arrival;
import io.zentinelproxy.core.net.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is listened on, and what stands behind it under the configuration in force. Its socket stays for as long as a
 * configuration has its address; what connections get there is exchanged behind it.
 */
final class LiveListener implements Listener.ConnectionServer {
    private final Listener listener;
    private final Admissions admissions;
    private final CurrentPipeline pipeline;

    /** The front of new connections, and those replaced ones that still have some. */
    private final Set<Front> fronts = ConcurrentHashMap.newKeySet();

    private volatile ListenerSettings settings;
    private volatile Front current;
    private ListenerReadings readings;

    private LiveListener(
            Listener listener,
            Admissions admissions,
            CurrentPipeline pipeline,
            ListenerSettings settings,
            Front current) {
        this.listener = listener;
        this.admissions = admissions;
        this.pipeline = pipeline;
        this.settings = settings;
        this.current = current;
        fronts.add(current);
        readings = new ListenerReadings(settings.id(), listener);
    }

    /** @param pipeline that {@code front} hands its exchanges to */
    static LiveListener on(
            Listener socket, Admissions admissions, CurrentPipeline pipeline, ListenerSettings settings, Front front) {
        return new LiveListener(socket, admissions, pipeline, settings, front);
    }

    Listener listener() {
        return listener;
    }

    /** By the configuration in force. */
    String id() {
        return settings.id();
    }

    InetSocketAddress address() {
        return listener.address();
    }

    CurrentPipeline pipeline() {
        return pipeline;
    }

    Front front() {
        return current;
    }

    /** Whether it is what these settings speak of: its address is, and on port 0, where each has one of its own, its id. */
    boolean isOf(ListenerSettings others) {
        InetSocketAddress configured = settings.address();
        return configured.equals(others.address())
                && (configured.getPort() != 0 || settings.id().equals(others.id()));
    }

    /** Other settings for connections that come from now on. */
    void change(ListenerSettings to, Front front, Admissions.Terms terms) {
        if (!to.id().equals(settings.id())) {
            listener.id(to.id());
            readings = new ListenerReadings(to.id(), listener);
        }
        settings = to;
        admissions.change(terms);
        fronts.add(front);
        current = front;
    }

    /**
     * Ends those fronts that were replaced, or lets them end with their connections.
     *
     * @param idle how long a connection may wait for one more request that is not to stay
     */
    void retireReplaced(Duration idle) {
        Front now = current;
        each(front -> {
            if (front != now) {
                front.retire();
                if (!front.encryptsLike(now)) {
                    front.drain(idle);
                }
            }
        });
    }

    void start() {
        listener.start(this);
    }

    @Override
    public void serve(Arrival arrival) {
        Front front = current;
        while (!front.serve(arrival)) {
            Front next = current;
            if (next == front) {
                return; // The listener itself is over.
            }
            front = next;
        }
    }

    /** Connections of the front in force, and of those that end. */
    boolean isIdle() {
        each(front -> {});
        return fronts.isEmpty();
    }

    /** Takes what is queued, then accepts no more. */
    void finish() {
        listener.finish();
    }

    /** Accepts no more; another process does. */
    void release() {
        listener.release();
    }

    private void stopAccepting() {
        try {
            listener.close();
        } catch (IOException e) {
            // The descriptor is released all the same.
        }
    }

    void drain(Duration idle) {
        each(front -> front.drain(idle));
    }

    /** No connection is to come: its socket is closed. */
    void retire() {
        each(Front::retire);
    }

    void close() {
        stopAccepting();
        each(Front::close);
    }

    private void each(Consumer<Front> doing) {
        for (Front front : fronts) {
            if (front.isOver()) {
                fronts.remove(front);
            } else {
                doing.accept(front);
            }
        }
    }

    void tell(Told.Tellers tellers) {
        tellers.add(readings, readings);
        current.tell(tellers);
    }

    static @Nullable LiveListener find(Iterable<LiveListener> among, ListenerSettings settings) {
        for (LiveListener one : among) {
            if (one.isOf(settings)) {
                return one;
            }
        }
        return null;
    }
}
