package io.zentinelproxy.core.upstream.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/**
 * Asks one server after the other until one knows. Blocks, on a virtual thread.
 *
 * @param timeout for one answer of one server
 * @param attempts how often all of them are gone through
 */
record Servers(
        List<InetSocketAddress> addresses, Duration timeout, int attempts, SecureRandom random, DnsCounters counters) {

    /** The answer, NOERROR or NXDOMAIN, of the first server that gives one. */
    Message ask(Name name, int type) throws QueryFailed {
        DnsResult last = DnsResult.NO_SERVERS;
        for (int attempt = 0; attempt < attempts; attempt++) {
            for (InetSocketAddress server : addresses) {
                try {
                    Message message = ask(server, name, type);
                    counters.count(resultOf(message));
                    return message;
                } catch (QueryFailed failed) {
                    last = failed.result();
                    counters.count(last);
                }
            }
        }
        throw new QueryFailed(last);
    }

    private static DnsResult resultOf(Message message) {
        if (message.getRcode() == Rcode.NXDOMAIN) {
            return DnsResult.NO_SUCH_NAME;
        }
        return message.getHeader().getCount(Section.ANSWER) == 0 ? DnsResult.NO_RECORDS : DnsResult.ANSWERED;
    }

    private Message ask(InetSocketAddress server, Name name, int type) throws QueryFailed {
        try {
            Message message = ask(server, name, type, true);
            if (message.getRcode() == Rcode.FORMERR || message.getRcode() == Rcode.NOTIMP) {
                message = ask(server, name, type, false);
            }
            return switch (message.getRcode()) {
                case Rcode.NXDOMAIN -> message;
                case Rcode.NOERROR -> {
                    if (isReferral(message)) {
                        throw new QueryFailed(DnsResult.SERVER_FAILURE);
                    }
                    yield message;
                }
                case Rcode.REFUSED -> throw new QueryFailed(DnsResult.REFUSED);
                default -> throw new QueryFailed(DnsResult.SERVER_FAILURE);
            };
        } catch (UnsupportedAddressTypeException noSuchFamily) {
            throw new QueryFailed(DnsResult.UNREACHABLE);
        } catch (SocketTimeoutException late) {
            throw new QueryFailed(DnsResult.TIMED_OUT);
        } catch (IOException e) {
            throw new QueryFailed(e instanceof WireParseException ? DnsResult.MALFORMED : DnsResult.UNREACHABLE);
        }
    }

    /** Whether it only says who else might know: a server that does not ask them for us is none of ours. */
    private static boolean isReferral(Message message) {
        List<Record> authority = message.getSection(Section.AUTHORITY);
        return message.getHeader().getCount(Section.ANSWER) == 0
                && !message.getHeader().getFlag(Flags.AA)
                && authority.stream().anyMatch(record -> record.getType() == Type.NS)
                && authority.stream().noneMatch(record -> record.getType() == Type.SOA);
    }

    private Message ask(InetSocketAddress server, Name name, int type, boolean extended)
            throws IOException, QueryFailed {
        Question question = Question.about(name, type, random);
        Message message = UdpQuery.ask(server, question, extended, timeout);
        if (message != null && !message.getHeader().getFlag(Flags.TC)) {
            return message;
        }
        counters.countOverTcp();
        Message whole = TcpQuery.ask(server, question, extended, timeout);
        if (!question.isAnsweredBy(whole)) {
            throw new QueryFailed(DnsResult.MALFORMED);
        }
        return whole;
    }
}
