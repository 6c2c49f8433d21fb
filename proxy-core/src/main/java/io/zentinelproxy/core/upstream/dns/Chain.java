package io.zentinelproxy.core.upstream.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Follows the aliases from a name to its records, through one message or several. Only records of names on the way are looked at, so
 * that a server can say nothing about other names. For one question, one thread.
 */
final class Chain {
    /** Aliases that are followed: what common servers do. */
    private static final int MAX_ALIASES = 16;

    /** Records that are taken of one answer; more than an upstream may have targets. */
    private static final int MAX_RECORDS = 1024;

    /** A TTL with its first bit set is one of 0 (RFC 2181 section 8). */
    private static final long MAX_TTL = Integer.MAX_VALUE;

    /** For an answer of nothing whose zone does not say how long it holds. */
    private static final long UNSAID_NEGATIVE_TTL = 5;

    private final Servers servers;
    private final int type;
    private Name at;
    private long ttl = MAX_TTL;
    private int aliases;

    Chain(Servers servers, Name name, int type) {
        this.servers = servers;
        this.at = name;
        this.type = type;
    }

    /** The records of the type, and how long they, and what led to them, live. */
    Answer<Record> follow() {
        try {
            while (true) {
                Name asked = at;
                Message message = servers.ask(asked, type);
                List<Record> records = walk(message);
                if (!records.isEmpty()) {
                    return new Answer.Found<>(records, Duration.ofSeconds(ttl));
                }
                if (at.equals(asked) || message.getRcode() == Rcode.NXDOMAIN || soa(message) != null) {
                    return nothing(message);
                }
                // The alias leads to a name of which this server had no more to say: that is asked for by itself.
            }
        } catch (QueryFailed failed) {
            return new Answer.Failed<>(failed.result());
        }
    }

    /** Goes on to the name that no alias leads on from. @return its records in the message */
    private List<Record> walk(Message message) throws QueryFailed {
        List<Record> answers = message.getSection(Section.ANSWER);
        while (true) {
            List<Record> records = of(answers, type);
            if (!records.isEmpty()) {
                records.forEach(this::shorten);
                return records;
            }
            List<Record> further = of(answers, Type.CNAME);
            if (further.isEmpty()) {
                return List.of();
            }
            if (++aliases > MAX_ALIASES) {
                throw new QueryFailed(DnsResult.TOO_MANY_ALIASES);
            }
            shorten(further.getFirst());
            at = ((CNAMERecord) further.getFirst()).getTarget();
        }
    }

    private List<Record> of(List<Record> answers, int wanted) {
        List<Record> found = new ArrayList<>();
        for (Record record : answers) {
            if (record.getType() == wanted
                    && record.getDClass() == DClass.IN
                    && record.getName().equals(at)
                    && found.size() < MAX_RECORDS) {
                found.add(record);
            }
        }
        return found;
    }

    private void shorten(Record record) {
        ttl = Math.min(ttl, ttlOf(record));
    }

    private static long ttlOf(Record record) {
        return record.getTTL() < 0 || record.getTTL() > MAX_TTL ? 0 : record.getTTL();
    }

    private Answer<Record> nothing(Message message) {
        SOARecord soa = soa(message);
        long holds = soa == null ? UNSAID_NEGATIVE_TTL : Math.min(ttlOf(soa), soa.getMinimum());
        return new Answer.None<>(
                message.getRcode() == Rcode.NXDOMAIN ? DnsResult.NO_SUCH_NAME : DnsResult.NO_RECORDS,
                Duration.ofSeconds(Math.min(ttl, holds)));
    }

    private static @Nullable SOARecord soa(Message message) {
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return soa;
            }
        }
        return null;
    }
}
