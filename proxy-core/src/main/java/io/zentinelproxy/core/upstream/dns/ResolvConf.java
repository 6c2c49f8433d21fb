package io.zentinelproxy.core.upstream.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code resolv.conf(5)} says. What is not understood is passed over, as everybody does with this file.
 *
 * @param search domains that a name which is not whole is tried in
 * @param ndots a name with so many dots is tried as it is first
 * @param timeout for one answer of one server
 * @param attempts how often the servers are gone through
 */
record ResolvConf(List<InetSocketAddress> servers, List<String> search, int ndots, Duration timeout, int attempts) {
    /** As in glibc: MAXNS, its former MAXDNSRCH, RES_MAXNDOTS, RES_MAXRETRANS and RES_MAXRETRY. */
    private static final int MAX_SERVERS = 3;

    private static final int MAX_SEARCH = 6;
    private static final int MAX_NDOTS = 15;
    private static final int MAX_TIMEOUT_SECONDS = 30;
    private static final int MAX_ATTEMPTS = 5;

    /** Of every server that the file names. */
    static final int DNS_PORT = 53;

    /** glibc waits for 5 s, which is longer than most clients of a proxy do. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    static final int ATTEMPTS = 2;

    /** Where nothing is written. */
    static final ResolvConf EMPTY = new ResolvConf(List.of(), List.of(), 1, TIMEOUT, ATTEMPTS);

    /** Reads the file's text. */
    static ResolvConf parse(String text, int port) {
        Reading reading = new Reading(port);
        text.lines().forEach(reading::line);
        return reading.result();
    }

    private static final class Reading {
        private final int port;
        private final List<InetSocketAddress> servers = new ArrayList<>();
        private List<String> search = List.of();
        private int ndots = EMPTY.ndots;
        private int timeout = (int) TIMEOUT.toSeconds();
        private int attempts = ATTEMPTS;

        Reading(int port) {
            this.port = port;
        }

        void line(String line) {
            String[] words = line.strip().split("\\s+");
            List<String> values = Arrays.asList(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> values.stream().limit(1).forEach(this::server);
                // The last one counts, whichever of the two it is.
                case "search", "domain" ->
                    search = values.stream()
                            .map(domain -> domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain)
                            .filter(domain -> !domain.isEmpty())
                            .limit(MAX_SEARCH)
                            .toList();
                case "options" -> values.forEach(this::option);
                default -> {}
            }
        }

        private void server(String literal) {
            InetAddress address = Literals.of(literal);
            if (address != null && servers.size() < MAX_SERVERS) {
                servers.add(new InetSocketAddress(address, port));
            }
        }

        private void option(String option) {
            int colon = option.indexOf(':');
            Integer value = colon < 0 ? null : number(option.substring(colon + 1));
            if (value == null) {
                return;
            }
            switch (option.substring(0, colon)) {
                case "ndots" -> ndots = Math.min(value, MAX_NDOTS);
                case "timeout" -> timeout = Math.clamp(value, 1, MAX_TIMEOUT_SECONDS);
                case "attempts" -> attempts = Math.clamp(value, 1, MAX_ATTEMPTS);
                default -> {}
            }
        }

        private static @Nullable Integer number(String text) {
            try {
                int number = Integer.parseInt(text);
                return number < 0 ? null : number;
            } catch (NumberFormatException notANumber) {
                return null;
            }
        }

        ResolvConf result() {
            return new ResolvConf(List.copyOf(servers), search, ndots, Duration.ofSeconds(timeout), attempts);
        }
    }
}
