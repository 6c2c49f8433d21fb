package io.zentinelproxy.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.Fields;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Whatever octets stand where chunked content should: what is accepted is what the grammar says, to the octet, and is framed anew
 * as the same content; what is refused never leaves as a message that looks complete. For requests and for answers.
 */
class ChunkedContentFuzzTest {
    private static final int MOST = 8 * 1024;

    // Used for message after message, as a connection does.
    private final Map<MessageSide, Receiver> receivers =
            of(side -> new Receiver(side, Build.LEAN, new HoldBudget(Long.MAX_VALUE)));
    private final Map<MessageSide, Sender> senders = of(side -> new Sender(side, Build.LEAN, new BulkBuffers()));

    private static <T> Map<MessageSide, T> of(Function<MessageSide, T> maker) {
        return Map.of(
                MessageSide.REQUEST, maker.apply(MessageSide.REQUEST),
                MessageSide.RESPONSE, maker.apply(MessageSide.RESPONSE));
    }

    /** Content as far as it was read. */
    private record Outcome(boolean isComplete, String content, List<StrictHead.Line> trailers, long consumed) {}

    @DictionaryFile(resourcePath = "ChunkedContentFuzzTest.dict")
    @FuzzTest
    void acceptedContentIsWhatTheGrammarSays(byte[] octets) {
        for (MessageSide side : MessageSide.values()) {
            check(octets, side);
        }
    }

    private void check(byte[] octets, MessageSide side) {
        StrictChunks strict = StrictChunks.read(Ascii.text(octets, 0, octets.length), MOST);
        compare(pull(OctetConnection.whole(octets), side, 4096), strict);
        compare(pull(OctetConnection.whole(octets), side, 7), strict);
        compare(pull(OctetConnection.uneven(octets), side, 50), strict);
        compare(pull(OctetConnection.dripping(octets), side, 4096), strict);
        reframe(octets, side, strict);
    }

    private static void compare(Outcome ours, StrictChunks strict) {
        assertThat(ours.isComplete()).as("complete").isEqualTo(strict.isComplete());
        if (strict.isComplete()) {
            assertThat(ours.content()).isEqualTo(strict.content());
            assertThat(ours.consumed()).isEqualTo(strict.end());
            assertThat(strict.trailers()).containsAll(ours.trailers());
        } else {
            assertThat(strict.content()).startsWith(ours.content());
        }
    }

    private Outcome pull(OctetConnection connection, MessageSide side, int space) {
        Receiver from = receiver(side, connection);
        ChunkedSource source = new ChunkedSource(from, TrailerSection.ofAnswer()).begin(MOST);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ByteBuffer into = ByteBuffer.allocate(space);
        boolean complete = false;
        try {
            while (source.pull(into) >= 0) {
                content.write(into.array(), 0, into.position());
                into.clear();
            }
            complete = source.isFinished();
        } catch (Fault fault) {
            checkSide(fault, side);
            content.write(into.array(), 0, into.position());
        }
        assertThat(source.pulled()).isEqualTo(content.size());
        String text = Ascii.text(content.toByteArray(), 0, content.size());
        return new Outcome(complete, text, lines(source.trailers()), from.consumed());
    }

    private static void checkSide(Fault fault, MessageSide side) {
        boolean fits = switch (side) {
            case REQUEST -> fault instanceof ClientFault || fault instanceof LimitFault;
            case RESPONSE -> fault instanceof UpstreamFault;
        };
        assertThat(fits).as("%s is of the %s", fault, side).isTrue();
    }

    private static List<StrictHead.Line> lines(Fields trailers) {
        List<StrictHead.Line> lines = new ArrayList<>();
        for (int line = 0; trailers != null && line < trailers.count(); line++) {
            if (!trailers.isRemoved(line)) {
                lines.add(new StrictHead.Line(trailers.name(line), trailers.value(line)));
            }
        }
        return lines;
    }

    private void reframe(byte[] octets, MessageSide side, StrictChunks received) {
        OctetConnection to = OctetConnection.whole(new byte[0]);
        boolean finished = pump(OctetConnection.uneven(octets), side, to);
        StrictChunks sent = StrictChunks.read(to.sentText(), MOST);
        assertThat(finished).isEqualTo(received.isComplete());
        assertThat(sent.isComplete()).as("what was sent on looks complete").isEqualTo(finished);
        assertThat(received.content()).startsWith(sent.content());
        if (finished) {
            assertThat(sent.content()).isEqualTo(received.content());
            assertThat(sent.end()).isEqualTo(to.sentOctets().length);
            Outcome again = pull(OctetConnection.whole(to.sentOctets()), side, 4096);
            assertThat(again.content()).isEqualTo(received.content());
            assertThat(again.trailers()).isEqualTo(sent.trailers());
        }
    }

    private Receiver receiver(MessageSide side, OctetConnection connection) {
        Receiver from = receivers.get(side);
        from.unbind();
        from.bind(connection, connection, null);
        return from;
    }

    private boolean pump(OctetConnection incoming, MessageSide side, OctetConnection to) {
        Receiver from = receiver(side, incoming);
        Sender sender = senders.get(side);
        sender.unbind();
        sender.bind(to);
        try {
            BodyPump.run(
                    new ChunkedSource(from, TrailerSection.ofAnswer()).begin(MOST), new ChunkedSink(sender).begin());
            return true;
        } catch (Fault broken) {
            return false;
        }
    }
}
