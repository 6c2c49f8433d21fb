package io.zentinelproxy.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HopByHop;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.uri.PathLeniency;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Whatever octets a client sends: an accepted request has one meaning, and the origin gets a head with that meaning and no other. */
class RequestHeadFuzzTest {
    private static final SectionLimits LIMITS = new SectionLimits(1024, 12, 32, 600);

    private final Sender to = new Sender(MessageSide.REQUEST, Build.LEAN, new BulkBuffers());

    /** What was made of the octets. */
    private sealed interface Outcome {
        String verdict();

        record Refused(String verdict, boolean isSyntax) implements Outcome {}

        record Accepted(Receiver from, RequestHead head, String framing) implements Outcome {
            @Override
            public String verdict() {
                return "accepted";
            }

            /** Octets up to the end of the head. */
            int end() {
                return (int) from.consumed();
            }
        }
    }

    @DictionaryFile(resourcePath = "RequestHeadFuzzTest.dict")
    @FuzzTest
    void anAcceptedRequestHasOneMeaning(byte[] octets) throws Fault {
        Outcome whole = read(octets, OctetConnection::whole);
        // Why it is refused may depend on what came first, but not whether.
        assertThat(read(octets, OctetConnection::dripping)).hasSameClassAs(whole);
        assertThat(read(octets, OctetConnection::uneven)).hasSameClassAs(whole);
        Optional<StrictHead> strict = StrictHead.ofRequest(Ascii.text(octets, 0, octets.length))
                .filter(head -> head.octets() <= LIMITS.octets());
        switch (whole) {
            case Outcome.Refused refused ->
                assertThat(refused.isSyntax() && strict.isPresent())
                        .as("the grammar knows what was refused as %s", refused.verdict())
                        .isFalse();
            case Outcome.Accepted accepted -> {
                assertThat(strict).as("the grammar of what was accepted").isPresent();
                compare(accepted, strict.orElseThrow());
                forwards(accepted, strict.orElseThrow());
            }
        }
    }

    private static Outcome read(byte[] octets, Function<byte[], OctetConnection> arriving) {
        Receiver from = new Receiver(MessageSide.REQUEST, Build.LEAN, new HoldBudget(Long.MAX_VALUE));
        OctetConnection connection = arriving.apply(octets);
        from.bind(connection, connection, null);
        RequestHead head = new RequestHead();
        try {
            new RequestHeadReader(LIMITS, PathLeniency.NONE).read(from, head);
            return new Outcome.Accepted(from, head, text(RequestFraming.of(head)));
        } catch (ClientFault fault) {
            boolean syntax =
                    fault.kind() == ClientFault.Kind.BAD_REQUEST_LINE || fault.kind() == ClientFault.Kind.BAD_FIELD;
            return new Outcome.Refused(fault.kind().reason(), syntax);
        } catch (LimitFault fault) {
            return new Outcome.Refused(fault.kind().reason(), false);
        } catch (Fault other) {
            throw new AssertionError("a request is refused for what the client did", other);
        }
    }

    private static void compare(Outcome.Accepted ours, StrictHead strict) {
        RequestHead head = ours.head();
        assertThat(head.methodText()).isEqualTo(strict.requestLine().group(1));
        assertThat(head.targetText()).isEqualTo(strict.requestLine().group(2));
        assertThat(head.version().number())
                .asString()
                .isEqualTo("1." + strict.requestLine().group(3));
        assertThat(ours.end()).isEqualTo(strict.end());
        assertThat(strict.requestFraming()).contains(ours.framing());
        assertThat(strict.values("Host")).hasSizeLessThanOrEqualTo(1);
        assertThat(present(head.fields(), line -> line != FieldName.HOST)).isEqualTo(expected(strict));
    }

    /** All but Host, which a target may replace, and but names that some origins would take for one of the proxy's own. */
    private static List<StrictHead.Line> expected(StrictHead strict) {
        return strict.lines().stream()
                .filter(line -> !line.is("Host") && !isDisguise(line.name()))
                .toList();
    }

    private static boolean isDisguise(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return name.contains("_") && (plain.startsWith("x-forwarded-") || isKnown(plain));
    }

    private static boolean isKnown(String lowerName) {
        return java.util.Arrays.stream(FieldName.values())
                .filter(known -> known != FieldName.OTHER)
                .map(known -> Ascii.text(known.lowerOctets(), 0, known.lowerOctets().length))
                .anyMatch(lowerName::equals);
    }

    private static List<StrictHead.Line> present(Fields fields, java.util.function.Predicate<FieldName> which) {
        List<StrictHead.Line> lines = new ArrayList<>();
        for (int line = 0; line < fields.count(); line++) {
            if (!fields.isRemoved(line) && which.test(fields.known(line))) {
                lines.add(new StrictHead.Line(fields.name(line), fields.value(line)));
            }
        }
        return lines;
    }

    /** What goes to the origin is one head, with the same method, host and framing, and is read back as itself. */
    private void forwards(Outcome.Accepted ours, StrictHead received) throws Fault {
        RequestHead head = ours.head();
        String authority = Ascii.text(head.authorityOctets(), head.authorityStart(), head.authorityEnd());
        String written = write(head);
        StrictHead sent = StrictHead.at(0, written).orElseThrow();
        assertThat(sent.end()).as("one head and nothing behind it").isEqualTo(written.length());
        assertThat(sent.requestLine().group(1)).isEqualTo(received.requestLine().group(1));
        assertThat(sent.requestLine().group(2)).matches("/.*|\\*");
        String path = sent.requestLine().group(2).split("\\?", 2)[0];
        assertThat(path.replaceAll("(?i)%2e", ".").split("/")).doesNotContain(".", "..");
        assertThat(sent.requestFraming()).contains(ours.framing());
        // Where an old client sent none, the proxy's own fields add it.
        boolean named = !received.values("Host").isEmpty();
        assertThat(sent.values("Host")).isEqualTo(named ? List.of(authority) : List.of());
        assertThat(sent.values("Connection")).isEmpty();
        if (named) {
            Outcome again = read(Ascii.octets(written), OctetConnection::whole);
            assertThat(again.verdict()).as("what was sent on").isIn("accepted", "head_too_large", "target_too_long");
            if (again instanceof Outcome.Accepted(Receiver from, RequestHead second, String framing)) {
                assertThat(write(second)).as("read back and sent on again").isEqualTo(written);
            }
        }
    }

    private String write(RequestHead head) throws Fault {
        BodyLength length = RequestFraming.of(head);
        HopByHop.removeFrom(head.fields());
        OctetConnection origin = OctetConnection.whole(new byte[0]);
        to.unbind();
        to.bind(origin);
        new HeadWriter().write(head, length, to);
        to.flush();
        return origin.sentText();
    }

    private static String text(BodyLength length) {
        return switch (length) {
            case BodyLength.None none -> "none";
            case BodyLength.Fixed fixed -> Long.toString(fixed.octets());
            case BodyLength.Chunked chunked -> "chunked";
            case BodyLength.UntilClose untilClose -> "until close";
        };
    }
}
