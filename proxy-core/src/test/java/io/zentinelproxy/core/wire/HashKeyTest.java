package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By which part of a request it is sent to the same target as others: that part alone, and the client's address where it is missing. */
class HashKeyTest {
    private static final int MANY = 60;

    private static Set<Integer> owners(String algorithm, String key, IntFunction<String> request) {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy = fleet.behind(
                        "\"" + algorithm + "\" { hash-key \"" + key + "\"; }",
                        Piece.listener("trusted-proxies \"127.0.0.0/8\""))) {
            return Fleet.shares(proxy, MANY, request).keySet();
        }
    }

    /** A request in which everything differs from one to the next, but for what is given. */
    private static IntFunction<String> request(String target, String fieldLine) {
        return i -> "GET " + target.replace("#", String.valueOf(i))
                + " HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 10.0.0." + i + "\r\n"
                + fieldLine.replace("#", String.valueOf(i)) + "\r\n\r\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maglev|path|/same?q=#|A: #",
                "consistent_hash|path|/%73ame?q=#|A: #",
                "maglev|uri|/same?q=1|A: #",
                "consistent_hash|uri|/same?q=1|A: #",
                "maglev|header:X-User|/#|x-user: same",
                "consistent_hash|header:X-User|/#|X-User: same",
                "maglev|cookie:user|/#|Cookie: a=#; user=same; b=#",
                "consistent_hash|cookie:user|/#|Cookie: user=same; b=#",
                "maglev|query:user|/#?a=#&user=same&b=#|A: #",
                "consistent_hash|query:user|/#?user=same|A: #"
            })
    void whatIsTheSameInThatPartGoesTogether(String algorithm, String key, String target, String field) {
        assertThat(owners(algorithm, key, request(target, field))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maglev|path|/#|A: same",
                "consistent_hash|uri|/same?q=#|A: same",
                "maglev|uri|/#?q=same|A: same",
                "consistent_hash|header:x-user|/|X-User: #",
                "maglev|cookie:user|/|Cookie: user=#",
                "consistent_hash|query:user|/?user=#|A: same",
                "maglev|client-ip|/|A: same",
                "consistent_hash|client_ip|/|A: same"
            })
    void whatDiffersInThatPartIsSharedOut(String algorithm, String key, String target, String field) {
        IntFunction<String> request = request(target, field);
        boolean byClient = key.startsWith("client");
        assertThat(owners(algorithm, key, byClient ? request : i -> sameClient(request.apply(i))))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"header:x-user", "cookie:user", "query:user"})
    void whereItIsMissingTheClientsAddressStandsInForIt(String key) {
        assertThat(owners("maglev", key, request("/?a=1", "Cookie: b=1"))).hasSize(3);
        assertThat(owners("maglev", key, request("/?user=", "Cookie: user=\r\nX-User: ")))
                .hasSize(3);
        assertThat(owners(
                        "maglev",
                        key,
                        i -> sameClient(request("/#", "Cookie: b=#").apply(i))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maglev", "consistent_hash"})
    void allAddressesOfAnIpv6NetworkAreOneClient(String algorithm) {
        assertThat(owners(algorithm, "client-ip", i -> fromIpv6("2001:db8:0:7::" + Integer.toHexString(i))))
                .hasSize(1);
        assertThat(owners(algorithm, "client-ip", i -> fromIpv6("2001:db8:0:" + Integer.toHexString(i) + "::7")))
                .hasSize(3);
    }

    private static String fromIpv6(String client) {
        return "GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: " + client + "\r\n\r\n";
    }

    private static String sameClient(String request) {
        return request.replaceFirst("X-Forwarded-For: [0-9.]+", "X-Forwarded-For: 10.0.0.1");
    }
}
