package io.zentinelproxy.core.upstream.dns;

import io.zentinelproxy.core.config.DnsSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Looks one name up, as the configuration and the machine's files say: {@code hosts} first, then the servers, in the domains of the
 * search list. Remembers nothing but the files. Blocks, on a virtual thread.
 */
final class Lookup {
    /**
     * What the machine says.
     *
     * @param port of the servers that {@code resolv.conf} names
     */
    record Machine(Path hosts, Path resolvConf, int port) {
        static final Machine LINUX =
                new Machine(Path.of("/etc/hosts"), Path.of("/etc/resolv.conf"), ResolvConf.DNS_PORT);
    }

    /** How long the file of hosts is believed without a look: a look asks nobody. */
    private static final Duration HOSTS_TTL = Duration.ofSeconds(5);

    private static final String LOCALHOST = "localhost";

    private volatile DnsSettings settings;
    private final SystemFile<HostsFile> hosts;
    private final SystemFile<ResolvConf> resolvConf;
    private final SecureRandom random = new SecureRandom();
    private final DnsCounters counters;

    Lookup(DnsSettings settings, Machine machine, DnsCounters counters) {
        this.settings = settings;
        hosts = new SystemFile<>(machine.hosts(), HostsFile::parse, HostsFile.EMPTY);
        resolvConf = new SystemFile<>(
                machine.resolvConf(), text -> ResolvConf.parse(text, machine.port()), ResolvConf.EMPTY);
        this.counters = counters;
    }

    /** Lookups from now on go by these. */
    void settings(DnsSettings now) {
        settings = now;
    }

    /** @param name in lower case */
    Answer<InetAddress> addresses(String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        List<InetAddress> known = hosts.get().addresses(bare);
        if (!known.isEmpty()) {
            return new Answer.Found<>(inOrder(known), HOSTS_TTL);
        }
        // RFC 6761 section 6.3: never asked for, whatever the search list says.
        if (bare.equals(LOCALHOST) || bare.endsWith("." + LOCALHOST)) {
            return new Answer.Found<>(
                    List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")), settings.maxTtl());
        }
        return search(name, this::bothFamilies);
    }

    /** @param name in lower case */
    Answer<ServiceRecord> services(String name) {
        return search(name, (servers, whole) -> switch (new Chain(servers, whole, Type.SRV).follow()) {
            case Answer.Found<Record> found ->
                new Answer.Found<>(found.values().stream().map(Lookup::service).toList(), found.ttl());
            case Answer.None<Record> none -> new Answer.None<>(none.why(), none.ttl());
            case Answer.Failed<Record> failed -> new Answer.Failed<>(failed.why());
        });
    }

    private interface Asking<T> {
        Answer<T> ask(Servers servers, Name whole);
    }

    /**
     * Tries the names that a name may stand for. Where the servers are silent about one of them nothing is known, so that the next is
     * not tried: it could be another's.
     */
    private <T> Answer<T> search(String name, Asking<T> asking) {
        DnsSettings now = settings;
        boolean own = !now.servers().isEmpty();
        ResolvConf machine = resolvConf.get();
        Servers servers = new Servers(
                own ? now.servers() : machine.servers(),
                now.timeout() == null ? machine.timeout() : now.timeout(),
                now.attempts() == null ? machine.attempts() : now.attempts(),
                random,
                counters);
        Answer<T> answer = new Answer.None<>(DnsResult.NO_SUCH_NAME, now.maxTtl());
        for (String candidate : own ? List.of(name) : SearchList.candidates(name, machine)) {
            try {
                Answer<T> one = asking.ask(servers, Name.fromString(candidate, Name.root));
                if (!(one instanceof Answer.None<T> none)) {
                    return one;
                }
                answer = sooner(answer, none);
            } catch (TextParseException notAName) {
                // One that is too long behind its domain, say.
                continue;
            }
        }
        return answer;
    }

    private static <T> Answer<T> sooner(Answer<T> before, Answer.None<T> none) {
        return before instanceof Answer.None<T> one && one.ttl().compareTo(none.ttl()) < 0 ? one : none;
    }

    /** Asks for addresses of both families at once. */
    private Answer<InetAddress> bothFamilies(Servers servers, Name name) {
        CompletableFuture<Answer<Record>> six = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                six.complete(new Chain(servers, name, Type.AAAA).follow());
            } catch (RuntimeException defect) {
                six.completeExceptionally(defect);
            }
        });
        Answer<Record> four = new Chain(servers, name, Type.A).follow();
        return both(four, six.join());
    }

    private static Answer<InetAddress> both(Answer<Record> four, Answer<Record> six) {
        List<InetAddress> addresses = new ArrayList<>();
        Duration ttl = null;
        for (Answer<Record> one : List.of(four, six)) {
            if (one instanceof Answer.Found<Record> found) {
                found.values().forEach(record -> addresses.add(address(record)));
                ttl = ttl == null || found.ttl().compareTo(ttl) < 0 ? found.ttl() : ttl;
            }
        }
        if (ttl != null) {
            return new Answer.Found<>(inOrder(addresses), ttl);
        }
        if (four instanceof Answer.None<Record> a && six instanceof Answer.None<Record> b) {
            return new Answer.None<>(a.why(), a.ttl().compareTo(b.ttl()) < 0 ? a.ttl() : b.ttl());
        }
        return new Answer.Failed<>(
                four instanceof Answer.Failed<Record> failed ? failed.why() : ((Answer.Failed<Record>) six).why());
    }

    private static InetAddress address(Record record) {
        return record instanceof ARecord a ? a.getAddress() : ((AAAARecord) record).getAddress();
    }

    /** Those of IPv4 first, as Java does it. */
    private static List<InetAddress> inOrder(List<InetAddress> addresses) {
        return addresses.stream()
                .distinct()
                .sorted((one, other) -> Integer.compare(one.getAddress().length, other.getAddress().length))
                .toList();
    }

    private static ServiceRecord service(Record record) {
        SRVRecord service = (SRVRecord) record;
        return new ServiceRecord(
                service.getTarget().toString(true), service.getPort(), service.getPriority(), service.getWeight());
    }
}
