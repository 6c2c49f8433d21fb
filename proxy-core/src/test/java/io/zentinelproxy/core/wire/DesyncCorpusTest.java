package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.DesyncCorpus.Case;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What others have graded as a desync attack is refused, or reaches the origin in a form that has one meaning; what they grade as
 * compliant passes, but for what RFC 9112 refuses. The expectations name every case, so that a new one must be placed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DesyncCorpusTest {

    /** Graded by RFC 7230 and by what is common: refused here, and by which clause. */
    private static final Map<String, String> COMPLIANT_BUT_REFUSED = Map.of(
            "Transfer-Encoding: identity and chunked OK",
                    "RFC 9112 section 6.1: 501 for a coding that is not understood",
            "Different Transfer-Encoding headers", "bad-inputs row 3: two Transfer-Encoding lines",
            "Different Transfer-Encoding headers combined", "RFC 9112 section 7: identity is no coding any more",
            "Transfer-Encoding with a param: chunked;custom_param", "bad-inputs row 3: two Transfer-Encoding lines",
            "TE with custom parameters OK", "RFC 9112 section 7.1: chunked has no parameters",
            "Compliant URL", "RFC 9112 section 3.2: octets of a target, no fragment",
            "International in URI", "RFC 3986 section 2: octets beyond ASCII are encoded",
            "Empty URI", "RFC 9112 section 3: a request-target is not empty",
            "%0D in URI is OK", "bad-inputs row 34: it would enter a header once decoded",
            "%0A in URI is OK", "bad-inputs row 34: the same");

    /** Attacks that are none once they are framed anew; each reaches the origin as one request, and this is its framing. */
    private static final Map<String, String> FORWARDED_WITH_ONE_MEANING = Map.of(
            "Get with a body and Content-Length", "Content-Length: 1000",
            "Head with a body and Content-Length", "Content-Length: 1000",
            "Has a CL in GET", "Content-Length: 22",
            "Transfer-Encoding with multiple hyphens", "Content-Length: 0");

    private TestOrigin origin;
    private RunningProxy proxy;
    private List<Case> cases;

    @BeforeAll
    void start() {
        cases = DesyncCorpus.cases();
        origin = TestOrigin.answering("HTTP/1.1 204 No Content\r\n\r\n");
        proxy = RunningProxy.inFrontOf(origin);
    }

    @AfterAll
    void stop() {
        if (proxy != null) {
            proxy.close();
            origin.close();
        }
    }

    /** What came of one case. */
    private record Outcome(Case graded, Reply reply, List<ReceivedRequest> forwarded, long octets) {
        boolean isForwarded() {
            return !forwarded.isEmpty();
        }
    }

    private List<Outcome> outcomes(String tier) {
        return cases.stream()
                .filter(graded -> graded.tier().equals(tier))
                .map(this::send)
                .toList();
    }

    private Outcome send(Case graded) {
        int before = origin.requests().size();
        long octetsBefore = origin.receivedOctets();
        try (RawClient client = proxy.connect()) {
            client.trySend(graded.request());
            Reply reply = client.readAnswerTo(graded.method());
            List<ReceivedRequest> all = origin.requests();
            List<ReceivedRequest> forwarded = all.subList(before, all.size());
            forwarded.forEach(ReceivedRequest::content);
            return new Outcome(graded, reply, forwarded, origin.receivedOctets() - octetsBefore);
        }
    }

    @Test
    void everySevereCaseIsRefused() {
        assertThat(outcomes("Severe")).hasSize(27).allSatisfy(DesyncCorpusTest::isRefused);
    }

    @Test
    void everyAmbiguousCaseIsRefusedOrForwardedWithOneMeaning() {
        List<Outcome> outcomes = outcomes("Ambiguous");
        Map<String, String> framings = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            if (outcome.isForwarded()) {
                framings.put(outcome.graded().name(), framing(outcome));
                isOneRequestWithItsContent(outcome);
            } else {
                isRefused(outcome);
            }
        }
        assertThat(outcomes).hasSize(27);
        assertThat(framings).isEqualTo(new TreeMap<>(FORWARDED_WITH_ONE_MEANING));
    }

    @Test
    void everyCompliantCasePassesButForThoseThatAClauseRefuses() {
        List<Outcome> outcomes = outcomes("Compliant");
        outcomes.forEach(outcome -> {
            if (outcome.isForwarded()) {
                isOneRequestWithItsContent(outcome);
            } else {
                isRefused(outcome);
            }
        });
        assertThat(outcomes).hasSize(21);
        assertThat(outcomes.stream()
                        .filter(outcome -> !outcome.isForwarded())
                        .map(outcome -> outcome.graded().name()))
                .containsExactlyInAnyOrderElementsOf(COMPLIANT_BUT_REFUSED.keySet());
    }

    @Test
    void everyAcceptableCaseIsRefusedOrForwardedWithOneMeaning() {
        List<Outcome> outcomes = outcomes("Acceptable");
        assertThat(outcomes).hasSize(11);
        outcomes.stream().filter(Outcome::isForwarded).forEach(DesyncCorpusTest::isOneRequestWithItsContent);
        assertThat(outcomes.stream()
                        .filter(Outcome::isForwarded)
                        .map(outcome -> outcome.graded().name())
                        .collect(Collectors.toSet()))
                .containsExactly("Get with a body and Content-Length:0");
    }

    /** With an answer of ours that ends the connection, and not one octet at the origin. */
    private static void isRefused(Outcome outcome) {
        assertThat(outcome.reply().status()).as("%s", outcome.graded()).isIn(400, 405, 501, 505);
        assertThat(outcome.reply().fields().listed("Connection", "close"))
                .as("%s", outcome.graded())
                .isTrue();
        assertThat(outcome.octets())
                .as("octets at the origin: %s", outcome.graded())
                .isZero();
    }

    /** Every octet that the origin got is of one request, whose content is what the client sent as such. */
    private static void isOneRequestWithItsContent(Outcome outcome) {
        Case graded = outcome.graded();
        assertThat(outcome.forwarded()).as("%s", graded).hasSize(1);
        ReceivedRequest request = outcome.forwarded().getFirst();
        assertThat(request.head()).as("%s", graded).startsWith(requestLine(graded) + "\r\nHost: a.test\r\n");
        boolean chunked = request.fields().has("Transfer-Encoding");
        String sent = chunked ? "" : graded.content();
        assertThat(request.body()).as("content of %s", graded).isEqualTo(sent);
        assertThat(outcome.octets())
                .as("octets at the origin: %s", graded)
                .isEqualTo(request.head().length() + (chunked ? "0\r\n\r\n".length() : sent.length()));
        assertThat(framing(outcome).lines().count()).as("framing of %s", graded).isLessThanOrEqualTo(1);
    }

    private static String requestLine(Case graded) {
        return graded.octets().substring(0, graded.octets().indexOf('\r'));
    }

    private static String framing(Outcome outcome) {
        return outcome.forwarded()
                .getFirst()
                .head()
                .lines()
                .filter(line -> line.toLowerCase().matches("(content.?length|transfer.?encoding).*"))
                .collect(Collectors.joining("\n"));
    }
}
