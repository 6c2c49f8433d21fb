package io.zentinelproxy.launcher.selftest;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Sends the requests of {@link Checks} to a running proxy, and counts and tells what came back. For one thread. */
public final class Drill {
    private static final int CLIENTS = 8;
    private static final String SMALL = Check.request("GET", "/bytes/1024", "");

    private final PrintStream out;
    private int right;
    private int wrong;

    /** @param out where each wrong answer is told */
    public Drill(PrintStream out) {
        this.out = out;
    }

    /** Asks a traffic listener everything, each check on a connection of its own. */
    public void traffic(Peer listener) {
        Checks.TRAFFIC.forEach(check -> ask(listener, check));
    }

    /** Asks the admin server for its pages. */
    public void admin(Peer server) {
        Checks.ADMIN.forEach(check -> ask(server, check));
    }

    /** Sends 1 KB requests over connections that are kept, from several clients at once: what most traffic is. */
    public void load(Peer listener, int requestsPerClient) {
        try (ExecutorService clients =
                Executors.newFixedThreadPool(CLIENTS, Thread.ofPlatform().factory())) {
            Callable<Integer> client = () -> requests(listener, requestsPerClient);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                counts.add(clients.submit(client));
            }
            for (Future<Integer> count : counts) {
                right += count.get();
            }
        } catch (ExecutionException e) {
            tell(listener.name(), "load", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tell(listener.name(), "load", "interrupted");
        }
    }

    private static int requests(Peer listener, int count) throws IOException {
        try (Client client = Client.connect(listener)) {
            for (int i = 0; i < count; i++) {
                Answer answer = client.exchange(SMALL);
                if (answer.status() != 200 || answer.content().length() != 1024) {
                    throw new IOException("request " + i + " was answered with " + answer.head());
                }
            }
        }
        return count;
    }

    private void ask(Peer peer, Check check) {
        try (Client client = Client.connect(peer)) {
            judge(peer.name(), check, check.wrong(client.exchange(check.request())));
        } catch (IOException | RuntimeException e) {
            tell(peer.name(), check.name(), e.toString());
        }
    }

    private void judge(String listener, Check check, @Nullable String why) {
        if (why == null) {
            right++;
        } else {
            tell(listener, check.name(), why);
        }
    }

    /** Counts a finding of the caller's own. */
    public void expect(String name, long expected, long found) {
        if (expected == found) {
            right++;
        } else {
            tell("after it", name, found + " instead of " + expected);
        }
    }

    private void tell(String listener, String name, String why) {
        wrong++;
        out.println("wrong: " + listener + " " + name + ": " + why);
    }

    /** Answers that were right. */
    public int right() {
        return right;
    }

    /** Answers that were wrong or did not come. */
    public int wrong() {
        return wrong;
    }
}
