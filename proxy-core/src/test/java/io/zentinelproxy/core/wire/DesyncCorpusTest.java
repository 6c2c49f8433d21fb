package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Request heads that others have graded (aws/http-desync-guardian): what is severe or ambiguous never reaches an origin as sent. */
class DesyncCorpusTest {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length:\\s*([0-9]{1,7})\r\n");

    private static final Pattern CHUNKED = Pattern.compile("transfer-encoding:[ \\t]*chunked[ \\t]*");

    private static TestOrigin origin;
    private static RunningProxy proxy;

    @BeforeAll
    static void start() {
        origin = TestOrigin.answering(Messages.OK);
        proxy = RunningProxy.inFrontOf(origin);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        origin.close();
    }

    record Case(String tier, String name, String method, String octets) {
        @Override
        public String toString() {
            return tier + ": " + name;
        }
    }

    static Stream<Case> cases() throws IOException {
        Path corpus =
                Path.of(System.getProperty("zentinel.root", ".."), "..", "shared", "corpora", "desync", "cases.jsonl");
        assumeTrue(Files.exists(corpus), "the folder ../shared/corpora is not here: its cases are skipped");
        return Files.readAllLines(corpus).stream().map(DesyncCorpusTest::parse);
    }

    private static Case parse(String line) {
        try {
            JsonObject json = (JsonObject) Json.parse(line.getBytes(StandardCharsets.UTF_8));
            StringBuilder head = new StringBuilder(
                    text(json, "method") + " " + text(json, "uri") + " " + text(json, "version") + "\r\n");
            for (JsonValue pair : ((JsonArray) json.get("headers")).elements()) {
                List<JsonValue> parts = ((JsonArray) pair).elements();
                head.append(((JsonString) parts.get(0)).value()).append(": ");
                head.append(((JsonString) parts.get(1)).value()).append("\r\n");
            }
            return new Case(text(json, "tier"), text(json, "name"), text(json, "method"), head + "\r\n");
        } catch (Exception malformed) {
            throw new AssertionError(line, malformed);
        }
    }

    private static String text(JsonObject json, String name) {
        return ((JsonString) json.get(name)).value();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradedHeadIsRefusedOrForwardedAsItsGradeSays(Case graded) {
        int before = origin.requests().size();
        Reply reply = replyTo(graded);
        List<ReceivedRequest> forwarded =
                origin.requests().subList(before, origin.requests().size());
        switch (graded.tier()) {
            case "Compliant" ->
                assertThat(forwarded).as("%s got %s", graded.octets(), reply).hasSize(isCompliantToday(graded) ? 1 : 0);
            case "Severe", "Ambiguous" ->
                assertThat(forwarded).as("%s", graded.octets()).allSatisfy(request -> isUnambiguous(request, graded));
            default -> assertThat(forwarded).hasSizeLessThanOrEqualTo(1);
        }
    }

    /**
     * Graded against RFC 7230; since then: other codings than chunked get a 501 (RFC 9112 section 6.1), a target has a path and no fragment
     * (section 3.2), and an encoded CR or LF that an origin decodes into a header makes two of it (CVE-2023-25690).
     */
    private static boolean isCompliantToday(Case graded) {
        String head = graded.octets().toLowerCase(Locale.ROOT);
        List<String> codings = head.lines()
                .filter(line -> line.startsWith("transfer-encoding"))
                .toList();
        boolean otherCoding = codings.size() > 1
                || codings.stream().anyMatch(line -> !CHUNKED.matcher(line).matches());
        String target = head.substring(head.indexOf(' ') + 1, head.indexOf(" http/"));
        boolean lineEnd = target.contains("%0d") || target.contains("%0a");
        return !otherCoding && !lineEnd && target.startsWith("/") && target.indexOf('#') < 0;
    }

    private static void isUnambiguous(ReceivedRequest request, Case graded) {
        assertThat(request.head()).isNotEqualTo(graded.octets());
        assertThat(request.fields().all("Content-Length").size()
                        + request.fields().all("Transfer-Encoding").size())
                .as("framing fields of %s", request.head())
                .isLessThanOrEqualTo(1);
    }

    /** As much as the head announces, so that an honest one is complete. */
    private static String contentFor(String head) {
        Matcher length = CONTENT_LENGTH.matcher(head);
        if (head.contains("\r\ntransfer-encoding:")) {
            return "0\r\n\r\n";
        }
        return length.find() ? "a".repeat(Integer.parseInt(length.group(1))) : "";
    }

    /** The corpus has heads only, most without Host, which RFC 9112 asks for and RFC 7230 did as well. */
    private static Reply replyTo(Case graded) {
        String head = graded.octets();
        int firstLine = head.indexOf("\r\n") + 2;
        String withHost = head.toLowerCase().contains("\r\nhost")
                ? head
                : head.substring(0, firstLine) + "Host: a.test\r\n" + head.substring(firstLine);
        String content = contentFor(withHost.toLowerCase(Locale.ROOT));
        try (RawClient client = proxy.connect()) {
            client.trySend((withHost + content).getBytes(StandardCharsets.ISO_8859_1));
            return client.readAnswerTo(graded.method());
        }
    }
}
