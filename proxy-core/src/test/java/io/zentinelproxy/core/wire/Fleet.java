package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some origins that each answer with their number, and a proxy that balances among them. */
final class Fleet implements AutoCloseable {
    private final List<TestOrigin> origins = new ArrayList<>();
    private final Map<Integer, CountDownLatch> held = new ConcurrentHashMap<>();

    private final Semaphore arrived = new Semaphore(0);

    /** So many that answer at once. */
    Fleet(int count) {
        for (int number = 0; number < count; number++) {
            List<Step> answer = answer(200, number);
            int own = number;
            origins.add(TestOrigin.scripted(request -> request.target().startsWith("/held") ? waiting(own) : answer));
        }
    }

    /** One that does this for each request, behind the others. */
    Fleet and(List<Step> steps) {
        origins.add(TestOrigin.doing(steps.toArray(Step[]::new)));
        return this;
    }

    /** One that takes so long for each answer, behind the others. */
    Fleet andSlow(int millis) {
        List<Step> answer = answer(200, origins.size());
        origins.add(TestOrigin.scripted(request -> {
            pass(millis * 1_000_000L);
            return answer;
        }));
        return this;
    }

    /** Lets time pass, which latency is made of. */
    static void pass(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    static List<Step> answer(int status, int number) {
        String content = String.valueOf(number);
        return List.of(
                new Step.ReadBody(),
                Step.send("HTTP/1.1 " + status + " X\r\nContent-Length: " + content.length() + "\r\n\r\n" + content));
    }

    private List<Step> waiting(int number) {
        arrived.release();
        CountDownLatch latch = held.computeIfAbsent(number, one -> new CountDownLatch(1));
        return List.of(
                new Step.ReadBody(),
                new Step.WaitFor(latch),
                answer(200, number).getLast());
    }

    /** Sends a request that stays under way until {@link #release}, and returns once it is with an origin. */
    RawClient hold(RunningProxy proxy, String fieldLines) {
        RawClient client = proxy.connect().send("GET /held HTTP/1.1\r\nHost: a.test\r\n" + fieldLines + "\r\n");
        arrived.acquireUninterruptibly();
        return client;
    }

    /** Lets all requests for {@code /held} go on. */
    void release() {
        IntStream.range(0, origins.size())
                .forEach(number -> held.computeIfAbsent(number, one -> new CountDownLatch(1))
                        .countDown());
    }

    TestOrigin origin(int number) {
        return origins.get(number);
    }

    /** Balances this way among targets with these properties, by number. */
    RunningProxy behind(String balancing, IntFunction<String> properties, Piece... pieces) {
        List<Piece> all = new ArrayList<>(List.of(pieces));
        all.add(Piece.upstream(upstream(balancing, properties)));
        return RunningProxy.inFrontOf(origins.getFirst(), all.toArray(Piece[]::new));
    }

    /** Balances this way. */
    RunningProxy behind(String balancing, Piece... pieces) {
        return behind(balancing, number -> "", pieces);
    }

    RunningProxy behind(String balancing, Plugs plugs) {
        return RunningProxy.inFrontOf(origins.getFirst(), plugs, Piece.upstream(upstream(balancing, number -> "")));
    }

    private String upstream(String balancing, IntFunction<String> properties) {
        return IntStream.range(0, origins.size())
                .mapToObj(number ->
                        "target \"127.0.0.1:" + origins.get(number).port() + "\" " + properties.apply(number) + "\n")
                .collect(Collectors.joining("", "", "load-balancing " + balancing));
    }

    /** The number of the origin that answers. */
    static int ask(RawClient client, String request) {
        Reply reply = client.send(request).read();
        return Integer.parseInt(reply.body());
    }

    /** How many requests of one connection each origin answers, by its number. */
    static Map<Integer, Integer> shares(RunningProxy proxy, int count, IntFunction<String> request) {
        Map<Integer, Integer> shares = new TreeMap<>();
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < count; i++) {
                shares.merge(ask(client, request.apply(i)), 1, Integer::sum);
            }
        }
        return shares;
    }

    static Map<Integer, Integer> shares(RunningProxy proxy, int count) {
        return shares(proxy, count, i -> Messages.GET);
    }

    @Override
    public void close() {
        release();
        origins.forEach(TestOrigin::close);
    }
}
