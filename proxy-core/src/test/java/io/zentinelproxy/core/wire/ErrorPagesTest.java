package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The block {@code error-pages} of a route and of all routes: formats, messages, templates, fields. */
class ErrorPagesTest {
    private static final String BROWSER = "Accept: text/html\r\n";

    @TempDir
    private Path folder;

    private static Reply failing(String lines, Piece... pieces) {
        try (TestOrigin origin = TestOrigin.answering("garbage\r\n\r\n");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces);
                RawClient client = proxy.connect()) {
            return client.send(Messages.getWith(lines)).read();
        }
    }

    private static Reply failing(String lines, String errorPages) {
        return failing(lines, Piece.route("error-pages {\n" + errorPages + "\n}"));
    }

    @Test
    void theDefaultFormatTakesThePlaceOfWhatTheClientAccepts() {
        assertThat(failing(BROWSER, "default-format \"json\"").field("Content-Type"))
                .isEqualTo("application/json");
        assertThat(failing(BROWSER, "default-format \"text\"").field("Content-Type"))
                .startsWith("text/plain");
        assertThat(failing("", "default-format \"html\"").field("Content-Type")).startsWith("text/html");
        Reply xml = failing(BROWSER, "default-format \"xml\"");
        assertThat(xml.field("Content-Type")).startsWith("application/xml");
        assertThat(xml.body()).contains("<status>502</status>").contains("<reason>bad_response</reason>");
    }

    @Test
    void theKindOfServiceSpeaksItsOwnFormat() {
        assertThat(failing(BROWSER, Piece.route("service-type \"api\"")).field("Content-Type"))
                .isEqualTo("application/json");
        assertThat(failing("", Piece.route("service-type \"web\"")).field("Content-Type"))
                .startsWith("text/html");
    }

    @Test
    void aPageSaysItsOwnMessageEscapedAndAddsItsFields() {
        Reply reply = failing(
                BROWSER,
                "page \"502\" { message \"Back <soon> & \\\"well\\\"\"; headers { \"X-Page\" \"502\"; \"Cache-Control\" \"max-age=1\"; }; }");
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body()).contains("Back &lt;soon&gt; &amp; &quot;well&quot;");
        assertThat(reply.field("X-Page")).isEqualTo("502");
        assertThat(reply.fields().all("Cache-Control")).containsExactly("max-age=1");
        assertThat(failing("Accept: application/json\r\n", "page \"502\" { message \"a \\\"b\\\"\"; }")
                        .body())
                .contains("\"message\":\"a \\\"b\\\"\"");
    }

    @Test
    void aPageIsForItsStatusOrItsClassAndTheNearerOneWins() {
        String pages =
                "pages { \"5xx\" { message \"class\"; }; \"502\" { message \"one\"; }; \"404\" { message \"other\"; }; }";
        assertThat(failing("", pages).body()).contains("one");
        assertThat(failing("", "page \"5xx\" { message \"class\"; }").body()).contains("class");
        assertThat(failing("", "page 404 { message \"other\"; }").body()).doesNotContain("other");
    }

    @Test
    void aTemplateIsFilledIn() throws IOException {
        Path template = Files.writeString(
                folder.resolve("down.html"), "<b>{{status}} {{title}}</b>{{ message }}|{{reason}}|{{request_id}}");
        Reply reply = failing("", "page \"502\" { format \"html\"; message \"a<b\"; template \"" + template + "\"; }");
        assertThat(reply.field("Content-Type")).startsWith("text/html");
        assertThat(reply.body()).isEqualTo("<b>502 Bad Gateway</b>a&lt;b|bad_response|" + reply.field("X-Request-Id"));
    }

    @Test
    void templatesOfADirectoryAreFoundByStatusAndFormat() throws IOException {
        Files.writeString(folder.resolve("502.html"), "html of 502");
        Files.writeString(folder.resolve("5xx.json"), "{\"class\":{{status}}}");
        Files.writeString(folder.resolve("error.txt"), "text of all: {{status}}");
        Files.writeString(folder.resolve("style.css"), "none of them");
        String pages = "template-dir \"" + folder + "\"";
        assertThat(failing(BROWSER, pages).body()).isEqualTo("html of 502");
        assertThat(failing("Accept: application/json\r\n", pages).body()).isEqualTo("{\"class\":502}");
        assertThat(failing("", pages).body()).isEqualTo("text of all: 502");
    }

    @Test
    void pagesForAllHoldWhereTheRouteSaysNothingAndWhereThereIsNoRoute() {
        Piece all = Piece.top("error-pages { page \"5xx\" { message \"general\"; }; }");
        assertThat(failing("", all).body()).contains("general");
        Piece own = Piece.route("error-pages { page \"502\" { message \"own\"; }; }");
        assertThat(failing("", all, own).body()).contains("own");
        Piece notFound = Piece.top("error-pages { page 404 { message \"no such thing\"; }; }");
        Reply reply =
                failing("", notFound, Piece.routes("route \"r\" { matches { path \"/x\"; }; upstream \"origin\"; }"));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).contains("no such thing");
    }

    @Test
    void anErrorOfTheOriginIsPassedOnAsItIs() {
        try (TestOrigin origin = TestOrigin.answering(
                        "HTTP/1.1 503 Busy\r\nContent-Type: text/x\r\nContent-Length: 4\r\n\r\nmine");
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Piece.route("error-pages { page \"5xx\" { message \"ours\"; }; }"));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.body()).isEqualTo("mine");
            assertThat(reply.field("Content-Type")).isEqualTo("text/x");
        }
    }

    @Test
    void theInsideOfTheProxyIsNeverShown() {
        String kdl = ProxyKdl.inFrontOf(
                new InetSocketAddress("127.0.0.1", 1), Piece.top("error-pages { include-stack-trace #true; }"));
        assertThatThrownBy(() -> ConfigurationLoader.parse("test.kdl", kdl))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("never shown the inside");
    }

    @Test
    void aTemplateOfADirectoryDoesNotTakeThePlaceOfAPageThatHasAnotherForm() throws IOException {
        Files.writeString(folder.resolve("error.txt"), "text of all");
        Piece all = Piece.top("error-pages { template-dir \"" + folder + "\"; }");
        Piece own = Piece.route(
                "error-pages { page 502 { format \"html\"; message \"own\"; headers { \"X-Page\" \"1\"; }; }; }");
        Reply reply = failing("", all, own);
        assertThat(reply.field("Content-Type")).startsWith("text/html");
        assertThat(reply.field("X-Page")).isEqualTo("1");
        assertThat(reply.body()).contains("own");
    }

    @Test
    void aKindOfServiceIsNotMadeToSpeakTheFormOfATemplate() throws IOException {
        Files.writeString(folder.resolve("5xx.json"), "{}");
        Piece all = Piece.top("error-pages { template-dir \"" + folder + "\"; }");
        assertThat(failing("", all, Piece.route("service-type \"web\"")).field("Content-Type"))
                .startsWith("text/html");
        assertThat(failing("", all).body()).isEqualTo("{}");
    }
}
