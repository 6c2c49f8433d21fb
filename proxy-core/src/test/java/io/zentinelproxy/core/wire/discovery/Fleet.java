package io.zentinelproxy.core.wire.discovery;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Origins at 127.0.0.2, 127.0.0.3 and so on, all at one port. Each answers with the last number of its address. */
final class Fleet implements AutoCloseable {
    private static final int FIRST = 2;

    private final List<TestOrigin> origins = new ArrayList<>();

    private Fleet() {}

    static Fleet of(int count) {
        Fleet fleet = new Fleet();
        for (int i = 0; i < count; i++) {
            fleet.origins.add(fleet.start(i));
        }
        return fleet;
    }

    private TestOrigin start(int index) {
        int port = index == 0 ? 0 : port();
        String name = Integer.toString(FIRST + index);
        return TestOrigin.at(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + name), port),
                new Step.ReadBody(),
                Step.send("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name));
    }

    int port() {
        return origins.getFirst().port();
    }

    /** The one at this last number. */
    TestOrigin at(int number) {
        return origins.get(number - FIRST);
    }

    /** Which of them answer so many requests of one client; 503 where none does. */
    static Set<String> answering(RunningProxy proxy, int requests) {
        Set<String> names = new TreeSet<>();
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < requests; i++) {
                names.add(answer(client));
            }
        }
        return names;
    }

    static Set<String> answering(RunningProxy proxy) {
        return answering(proxy, 12);
    }

    static String answer(RawClient client) {
        var reply = client.send(Messages.GET).read();
        return reply.status() == 200 ? reply.body() : Integer.toString(reply.status());
    }

    @Override
    public void close() {
        origins.forEach(TestOrigin::close);
    }
}
