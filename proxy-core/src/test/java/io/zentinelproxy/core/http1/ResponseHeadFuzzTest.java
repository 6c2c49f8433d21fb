package io.zentinelproxy.core.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.HopByHop;
import io.zentinelproxy.core.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Whatever octets an origin sends: an accepted answer has one meaning, and the client gets a head with that meaning and no other. */
class ResponseHeadFuzzTest {
    private final Sender to = new Sender(MessageSide.RESPONSE, Build.LEAN, new BulkBuffers());

    /** What was made of the octets: either a fault's reason, or a head with its end and framing. */
    private record Outcome(String verdict, ResponseHead head, long end, BodyLength length) {
        boolean isAccepted() {
            return verdict.equals("accepted");
        }
    }

    @DictionaryFile(resourcePath = "ResponseHeadFuzzTest.dict")
    @FuzzTest
    void anAcceptedAnswerHasOneMeaning(byte[] octets) throws Fault {
        Outcome whole = read(octets, OctetConnection::whole);
        assertThat(read(octets, OctetConnection::dripping).isAccepted()).isEqualTo(whole.isAccepted());
        assertThat(read(octets, OctetConnection::uneven).isAccepted()).isEqualTo(whole.isAccepted());
        if (!whole.isAccepted()) {
            return;
        }
        StrictHead strict = strict(Ascii.text(octets, 0, octets.length)).orElseThrow();
        assertThat(whole.end()).isEqualTo(strict.end());
        assertThat(meaning(whole.head())).isEqualTo(meaning(strict));
        assertThat(lines(whole.head())).isEqualTo(strict.lines());
        assertThat(strict.framing()).contains(text(whole.length()));
        passesOn(whole, strict);
    }

    private static Optional<StrictHead> strict(String text) {
        return StrictHead.ofResponse(text);
    }

    private static Outcome read(byte[] octets, Function<byte[], OctetConnection> arriving) {
        Receiver from = new Receiver(MessageSide.RESPONSE, Build.LEAN, new HoldBudget(Long.MAX_VALUE));
        OctetConnection connection = arriving.apply(octets);
        from.bind(connection, connection, null);
        ResponseHead head = new ResponseHead();
        try {
            new ResponseHeadReader().read(from, head);
            return new Outcome("accepted", head, from.consumed(), ResponseFraming.announced(head));
        } catch (UpstreamFault fault) {
            return new Outcome(fault.kind().reason(), head, 0, BodyLength.NONE);
        } catch (Fault other) {
            throw new AssertionError("an answer is refused for what the origin did", other);
        }
    }

    private static String meaning(ResponseHead head) {
        java.nio.ByteBuffer reason = java.nio.ByteBuffer.allocate(head.reasonLength());
        head.writeReason(reason);
        return new String(head.version().number(), US_ASCII) + " " + head.status() + " "
                + Ascii.text(reason.array(), 0, reason.capacity());
    }

    private static String meaning(StrictHead strict) {
        String reason = strict.statusLine().group(3);
        return "1." + strict.statusLine().group(1) + " " + strict.statusLine().group(2) + " "
                + (reason == null ? "" : reason);
    }

    private static List<StrictHead.Line> lines(ResponseHead head) {
        List<StrictHead.Line> lines = new ArrayList<>();
        for (int line = 0; line < head.fields().count(); line++) {
            lines.add(
                    new StrictHead.Line(head.fields().name(line), head.fields().value(line)));
        }
        return lines;
    }

    /** What goes to the client is one head with the same status, reason and framing, and is read back as itself. */
    private void passesOn(Outcome ours, StrictHead received) throws Fault {
        String written = write(ours);
        StrictHead sent = strict(written).orElseThrow();
        assertThat(sent.end()).as("one head and nothing behind it").isEqualTo(written.length());
        assertThat(meaning(sent).substring(3)).isEqualTo(meaning(received).substring(3));
        assertThat(sent.framing()).isEqualTo(received.framing());
        assertThat(sent.values("Connection")).isEmpty();
        Outcome again = read(Ascii.octets(written), OctetConnection::whole);
        assertThat(again.verdict()).isIn("accepted", "response_head_too_large");
        if (again.isAccepted()) {
            assertThat(write(again)).as("read back and sent on again").isEqualTo(written);
        }
    }

    private String write(Outcome answer) throws Fault {
        HopByHop.removeFrom(answer.head().fields());
        OctetConnection client = OctetConnection.whole(new byte[0]);
        to.unbind();
        to.bind(client);
        new HeadWriter().write(answer.head(), answer.length(), HeadWriter.Persistence.DEFAULT, to);
        to.flush();
        return client.sentText();
    }

    private static String text(BodyLength length) {
        return switch (length) {
            case BodyLength.Fixed fixed -> Long.toString(fixed.octets());
            case BodyLength.Chunked chunked -> "chunked";
            case BodyLength.UntilClose untilClose -> "none";
            case BodyLength.None none -> throw new AssertionError("announced by no answer");
        };
    }
}
