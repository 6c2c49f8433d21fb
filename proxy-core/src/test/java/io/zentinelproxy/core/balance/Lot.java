package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.RequestHead;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Endpoints that nobody connects to, requests for them, and chance that is the same each time. */
final class Lot {
    private static final int PORT = 80;

    private Lot() {}

    /** One for each weight: {@code t0:80}, {@code t1:80} and so on. */
    static List<Endpoint> ofWeights(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> endpoint("t" + i, weights[i], null))
                .toList();
    }

    /** So many of weight 1. */
    static List<Endpoint> of(int count) {
        return ofWeights(IntStream.range(0, count).map(i -> 1).toArray());
    }

    static Endpoint endpoint(String host, int weight, @Nullable String zone) {
        return new Endpoint(new UpstreamSettings.Target(new OriginAddress.Tcp(host, PORT), weight, 0, zone));
    }

    static Candidates all(List<Endpoint> endpoints) {
        return Candidates.of(endpoints, endpoint -> true);
    }

    static Candidates without(List<Endpoint> endpoints, int position) {
        return Candidates.of(endpoints, endpoint -> endpoint != endpoints.get(position));
    }

    static Dice dice(long seed) {
        Random random = new Random(seed);
        return random::nextInt;
    }

    static Exchange request() {
        return from(0);
    }

    /** The request of the client with this number. */
    static Exchange from(int client) {
        return from(new byte[] {10, (byte) (client >> 16), (byte) (client >> 8), (byte) client});
    }

    static Exchange from(byte... address) {
        try {
            ClientAddress client = ClientAddress.of(InetAddress.getByAddress(address), 1);
            Exchange exchange = new Exchange("main", client, new RequestHead());
            exchange.begin(0, 0);
            return exchange;
        } catch (java.net.UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A request with these fields, each a name and a value. */
    static Exchange with(String... namesAndValues) {
        Exchange exchange = request();
        StringBuilder text = new StringBuilder();
        List<int[]> lines = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            int start = text.length();
            text.append(namesAndValues[i])
                    .append(": ")
                    .append(namesAndValues[i + 1])
                    .append("\r\n");
            int nameEnd = start + namesAndValues[i].length();
            lines.add(new int[] {start, nameEnd, nameEnd + 2, text.length() - 2, text.length()});
        }
        exchange.head().reset(Ascii.octets(text.toString()));
        lines.forEach(line -> exchange.head().fields().addRead(line[0], line[1], line[2], line[3], line[4]));
        return exchange;
    }

    /** How often each is chosen by requests of clients 0, 1, 2 and so on, none of which stays under way. */
    static int[] shares(Balancer balancer, Candidates among, int requests) {
        int[] shares = new int[among.all().size()];
        for (int i = 0; i < requests; i++) {
            shares[among.all().indexOf(balancer.choose(from(i), among))]++;
        }
        return shares;
    }

    /** Whom the requests of clients 0, 1, 2 and so on go to. */
    static List<Endpoint> owners(Balancer balancer, Candidates among, int clients) {
        return IntStream.range(0, clients)
                .mapToObj(client -> balancer.choose(from(client), among))
                .toList();
    }

    /** Pearson's chi-square of what was seen, against shares by these weights. */
    static double chiSquare(int[] seen, int... weights) {
        double total = IntStream.of(seen).sum();
        double weight = IntStream.of(weights).sum();
        double sum = 0;
        for (int i = 0; i < seen.length; i++) {
            double expected = total * weights[i] / weight;
            sum += (seen[i] - expected) * (seen[i] - expected) / expected;
        }
        return sum;
    }
}
