package io.zentinelproxy.core.upstream.dns;

import java.security.SecureRandom;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * One question to one server, under an id that nobody can guess.
 *
 * @param type of the records asked for
 */
record Question(Name name, int type, int id) {
    /** Answers of this length pass every network whole: the value of the DNS flag day of 2020. */
    static final int DATAGRAM_OCTETS = 1232;

    private static final int ID_BOUND = 1 << 16;

    static Question about(Name name, int type, SecureRandom random) {
        return new Question(name, type, random.nextInt(ID_BOUND));
    }

    /** @param extended whether to say, by EDNS (RFC 6891), how long a datagram may be; the oldest servers do not understand it */
    byte[] toWire(boolean extended) {
        Message message = new Message(id);
        message.getHeader().setFlag(Flags.RD);
        message.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
        if (extended) {
            message.addRecord(new OPTRecord(DATAGRAM_OCTETS, 0, 0), Section.ADDITIONAL);
        }
        return message.toWire();
    }

    /**
     * Whether a message is the answer to this: all that whoever forges one from afar would have to guess (RFC 5452 section 9.1), the
     * address and ports being the socket's matter. A server that could not read the question may leave it out.
     */
    boolean isAnsweredBy(Message message) {
        Header header = message.getHeader();
        if (header.getID() != id || !header.getFlag(Flags.QR) || header.getOpcode() != Opcode.QUERY) {
            return false;
        }
        Record asked = message.getQuestion();
        return asked == null
                ? header.getCount(Section.ANSWER) == 0
                : asked.getName().equals(name) && asked.getType() == type && asked.getDClass() == DClass.IN;
    }
}
