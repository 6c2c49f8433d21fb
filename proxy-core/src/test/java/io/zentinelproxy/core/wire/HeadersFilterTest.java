package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter {@code headers} and the header policies: rename, set, add, remove, in this order, both ways. */
class HeadersFilterTest {
    private static final String EDITS = """
            rename "X-Old" "X-New"
            set { "X-Set" "one"; "X-New" "replaced"; }
            add "X-Add" "more"
            remove "X-Gone" "X-Also-Gone"
            """;
    private static final String ORIGIN_SAYS = "HTTP/1.1 200 OK\r\nX-Old: 1\r\nx-set: a\r\nX-Set: b\r\nX-Add: less\r\n"
            + "x-gone: 1\r\nX-GONE: 2\r\nContent-Length: 2\r\n\r\nok";
    private static final String CLIENT_SAYS =
            "X-Old: 1\r\nx-set: a\r\nX-Set: b\r\nX-Add: less\r\nx-gone: 1\r\nX-GONE: 2\r\nX-Also-Gone: 3\r\n";

    private record Seen(ReceivedRequest request, Reply reply) {}

    private static Seen seen(String lines, Piece... pieces) {
        try (TestOrigin origin = TestOrigin.answering(ORIGIN_SAYS);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.getWith(lines)).read();
            return new Seen(origin.onlyRequest(), reply);
        }
    }

    private static Piece filter(String phase) {
        return Piece.filters("filter \"edit\" {\ntype \"headers\"\n" + phase + "\n" + EDITS + "\n}");
    }

    private static void assertEdited(Fields fields) {
        assertThat(fields.all("X-Old")).isEmpty();
        assertThat(fields.all("X-New")).containsExactly("replaced");
        assertThat(fields.all("X-Set")).containsExactly("one");
        assertThat(fields.all("X-Add")).containsExactly("less", "more");
        assertThat(fields.all("X-Gone")).isEmpty();
        assertThat(fields.all("X-Also-Gone")).isEmpty();
    }

    private static void assertUntouched(Fields fields) {
        assertThat(fields.all("X-Old")).containsExactly("1");
        assertThat(fields.all("X-Set")).containsExactly("a", "b");
        assertThat(fields.all("X-Gone")).containsExactly("1", "2");
    }

    @Test
    void requestIsChangedByDefaultAndTheAnswerIsNot() {
        Seen seen = seen(CLIENT_SAYS, filter(""), Piece.route("filters \"edit\""));
        assertEdited(seen.request.fields());
        assertUntouched(seen.reply.fields());
    }

    @Test
    void answerIsChangedInItsPhase() {
        Seen seen = seen(CLIENT_SAYS, filter("phase \"response\""), Piece.route("filters \"edit\""));
        assertUntouched(seen.request.fields());
        assertEdited(seen.reply.fields());
    }

    @Test
    void bothAreChangedInBothPhases() {
        Seen seen = seen(CLIENT_SAYS, filter("phase \"both\""), Piece.route("filters \"edit\""));
        assertEdited(seen.request.fields());
        assertEdited(seen.reply.fields());
    }

    @Test
    void policiesChangeBothWays() {
        Seen seen = seen(
                CLIENT_SAYS,
                Piece.route("policies {\nrequest-headers {\n" + EDITS + "}\nresponse-headers {\n" + EDITS + "}\n}"));
        assertEdited(seen.request.fields());
        assertEdited(seen.reply.fields());
    }

    @Test
    void filtersActInTheOrderOfTheRouteAndPoliciesAfterThem() {
        Piece filters = Piece.filters("""
                filter "a" { type "headers"; set "X-Step" "a"; add "X-All" "a"; }
                filter "b" { type "headers"; set "X-Step" "b"; add "X-All" "b"; }
                """);
        Seen ab = seen("", filters, Piece.route("filters \"a\" \"b\""));
        assertThat(ab.request.field("X-Step")).isEqualTo("b");
        assertThat(ab.request.fields().all("X-All")).containsExactly("a", "b");
        Seen ba = seen(
                "",
                filters,
                Piece.route("filters \"b\" \"a\"\npolicies { request-headers { add \"X-All\" \"policy\"; }; }"));
        assertThat(ba.request.field("X-Step")).isEqualTo("a");
        assertThat(ba.request.fields().all("X-All")).containsExactly("b", "a", "policy");
    }

    @Test
    void aFieldThatTheProxyAddsItselfCanBeSetAndRemoved() {
        Seen seen = seen(
                "",
                Piece.route("policies { request-headers { set \"Host\" \"api.test\"; remove \"Via\" \"X-Trace-Id\"; }; "
                        + "response-headers { remove \"Via\"; }; }"));
        assertThat(seen.request.field("Host")).isEqualTo("api.test");
        assertThat(seen.request.field("X-Forwarded-Host")).isEqualTo("a.test");
        assertThat(seen.request.fields().all("Via")).isEmpty();
        assertThat(seen.request.fields().all("X-Trace-Id")).isEmpty();
        assertThat(seen.reply.fields().all("Via")).isEmpty();
    }

    @Test
    void anErrorOfOursPassesTheResponseFiltersOfItsRoute() {
        try (TestOrigin origin = TestOrigin.answering("garbage\r\n\r\n");
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Piece.route("policies { response-headers { set \"X-From\" \"policy\"; }; }"));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.field("X-From")).isEqualTo("policy");
        }
    }

    /** A client that knows the new name could else speak first under it. */
    @Test
    void aRenamedFieldTakesThePlaceOfWhatAClientHasSmuggledUnderItsNewName() {
        Seen seen = seen(
                "X-User: admin\r\nX-Verified: bob\r\nx-user: root\r\n",
                Piece.route("policies { request-headers { rename \"X-Verified\" \"X-User\"; }; }"));
        assertThat(seen.request.fields().all("X-User")).containsExactly("bob");
    }

    @Test
    void aRenameThatChangesTheCaseOnlyLosesNothing() {
        Seen seen =
                seen("x-user: bob\r\n", Piece.route("policies { request-headers { rename \"X-User\" \"x-USER\"; }; }"));
        assertThat(seen.request.fields().all("X-User")).containsExactly("bob");
    }

    @Test
    void aSecretIsReadFromItsFileBelowTheWorkingDirectory(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("token"), "s3cret\n");
        Seen seen = seen(
                "",
                Piece.system("working-directory \"" + folder + "\""),
                Piece.route("policies { request-headers { set \"X-Token\" \"file:token\"; }; }"));
        assertThat(seen.request.field("X-Token")).isEqualTo("s3cret");
    }
}
