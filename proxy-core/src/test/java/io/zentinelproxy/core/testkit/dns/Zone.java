package io.zentinelproxy.core.testkit.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Records, and the answers that they make. Guarded by the server. */
final class Zone {
    private final List<Record> records = new ArrayList<>();
    private long negativeTtl = 60;

    void negativeTtl(long seconds) {
        negativeTtl = seconds;
    }

    /** Puts these in place of what there is of the name and type. */
    void set(String name, int type, long ttl, String... data) {
        Name owner = name(name);
        records.removeIf(record -> record.getName().equals(owner) && record.getType() == type);
        for (String one : data) {
            records.add(record(owner, type, ttl, one));
        }
    }

    void remove(String name) {
        Name owner = name(name);
        records.removeIf(record -> record.getName().equals(owner));
    }

    static Record record(Name owner, int type, long ttl, String data) {
        try {
            return Record.fromString(owner, type, DClass.IN, ttl, data, Name.root);
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    static Name name(String name) {
        return Name.fromConstantString(name.endsWith(".") ? name : name + ".");
    }

    /** Follows aliases within the zone, as servers do. */
    Message answer(Message query) {
        Message answer = reply(query, Rcode.NOERROR);
        Name at = query.getQuestion().getName();
        for (int hop = 0; hop < 100; hop++) {
            List<Record> found = of(at, query.getQuestion().getType());
            List<Record> aliases = of(at, Type.CNAME);
            found.forEach(record -> answer.addRecord(record, Section.ANSWER));
            if (!found.isEmpty()) {
                return answer;
            }
            if (aliases.isEmpty() || answer.findRecord(aliases.getFirst(), Section.ANSWER)) {
                break;
            }
            answer.addRecord(aliases.getFirst(), Section.ANSWER);
            at = ((CNAMERecord) aliases.getFirst()).getTarget();
        }
        Name last = at;
        if (records.stream().noneMatch(record -> record.getName().equals(last))) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        answer.addRecord(
                new SOARecord(
                        name("test"), DClass.IN, 3600, name("ns.test"), name("root.test"), 1, 1, 1, 1, negativeTtl),
                Section.AUTHORITY);
        return answer;
    }

    private List<Record> of(Name name, int type) {
        return records.stream()
                .filter(record -> record.getName().equals(name) && record.getType() == type)
                .toList();
    }

    static Message reply(Message query, int rcode) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RD);
        reply.getHeader().setFlag(Flags.RA);
        reply.getHeader().setRcode(rcode);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }
}
