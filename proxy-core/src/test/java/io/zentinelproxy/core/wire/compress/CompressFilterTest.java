package io.zentinelproxy.core.wire.compress;

import static io.zentinelproxy.core.wire.compress.Compressing.HTML;
import static io.zentinelproxy.core.wire.compress.Compressing.TEXT;
import static io.zentinelproxy.core.wire.compress.Compressing.accepting;
import static io.zentinelproxy.core.wire.compress.Compressing.decoded;
import static io.zentinelproxy.core.wire.compress.Compressing.html;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Body;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.wire.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of the filter {@code compress}, and what its answers say of themselves. */
class CompressFilterTest {

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void contentIsCompressedInTheCodingThatTheClientAccepts(String coding) {
        Reply reply = accepting(coding)
                .with("algorithms \"zstd\" \"br\" \"gzip\" \"deflate\"")
                .send();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("Content-Encoding")).isEqualTo(coding);
        assertThat(decoded(reply)).isEqualTo(TEXT);
        assertThat(reply.content().length()).isLessThan(TEXT.length() / 10);
    }

    @Test
    void lengthIsNotSaidAndTheEndIsThatOfChunks() {
        Reply reply = accepting("gzip").send();
        assertThat(reply.fields().has("Content-Length")).isFalse();
        assertThat(reply.content().framing()).isEqualTo(Body.Framing.CHUNKED);
        assertThat(reply.complete()).isTrue();
    }

    @Test
    void clientOfHttp10GetsItUntilTheEndOfItsConnection() {
        Reply reply = accepting("gzip")
                .asking("GET / HTTP/1.0\r\nHost: a.test\r\nAccept-Encoding: gzip\r\n\r\n")
                .send();
        assertThat(reply.content().framing()).isEqualTo(Body.Framing.UNTIL_CLOSE);
        assertThat(decoded(reply)).isEqualTo(TEXT);
    }

    @Test
    void firstOfTheListIsTakenOfThoseThatAreAcceptedAsGladly() {
        String all = "deflate, gzip, br, zstd";
        assertThat(accepting(all).send().field("Content-Encoding")).isEqualTo("zstd");
        assertThat(accepting(all).with("algorithms \"gzip\" \"br\"").send().field("Content-Encoding"))
                .isEqualTo("gzip");
        assertThat(accepting(all)
                        .with("algorithms \"br, gzip\" \"zstd\"")
                        .send()
                        .field("Content-Encoding"))
                .isEqualTo("br");
        assertThat(accepting("gzip;q=0.5, br;q=0.6, zstd;q=0.4").send().field("Content-Encoding"))
                .isEqualTo("br");
    }

    @Test
    void contentThatIsShorterThanTheLeastSizeIsLeftAlone() {
        String octets = "x".repeat(1024);
        Compressing enough = accepting("gzip").answered(Messages.okWith(HTML + "Content-Length: 1024\r\n", octets));
        assertThat(enough.send().field("Content-Encoding")).isEqualTo("gzip");
        assertThat(enough.with("min-size 1025").send().fields().has("Content-Encoding"))
                .isFalse();
        assertThat(accepting("gzip")
                        .answered(Messages.okWith(HTML + "Content-Length: 1023\r\n", octets.substring(1)))
                        .send()
                        .body())
                .hasSize(1023);
    }

    @Test
    void contentOfUnknownLengthIsCompressed() {
        Reply reply = accepting("gzip")
                .answered(Messages.okWith(HTML + "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"))
                .send();
        assertThat(decoded(reply)).isEqualTo("abcd");
    }

    @Test
    void emptyContentOfUnknownLengthIsAnEmptyStream() {
        for (String coding : new String[] {"gzip", "br", "zstd"}) {
            Reply reply = accepting(coding)
                    .answered(Messages.okWith(HTML + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n"))
                    .send();
            assertThat(decoded(reply)).as(coding).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "Text/HTML; charset=utf-8",
                "text/css",
                "text/plain",
                "text/javascript",
                "application/json",
                "application/javascript",
                "application/xml",
                "text/xml",
                "image/svg+xml"
            })
    void textIsCompressedByDefault(String type) {
        assertThat(ofType(type, "").fields().has("Content-Encoding")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"image/png", "application/octet-stream", "text/html2", "video/mp4", "application/grpc+json"})
    void nothingElseIsCompressedByDefault(String type) {
        assertThat(ofType(type, "").fields().has("Content-Encoding")).isFalse();
    }

    @Test
    void typesAreThoseOfTheListOnly() {
        String keys = "content-types \"application/wasm\" \"font/*\"";
        assertThat(ofType("application/wasm", keys).fields().has("Content-Encoding"))
                .isTrue();
        assertThat(ofType("font/ttf", keys).fields().has("Content-Encoding")).isTrue();
        assertThat(ofType("text/html", keys).fields().has("Content-Encoding")).isFalse();
    }

    @Test
    void messagesOfGrpcAndPartsAreNeverCompressed() {
        String keys = "content-types \"application/*\" \"multipart/*\"";
        assertThat(ofType("application/grpc", keys).fields().has("Content-Encoding"))
                .isFalse();
        assertThat(ofType("application/grpc-web+proto", keys).fields().has("Content-Encoding"))
                .isFalse();
        assertThat(ofType("multipart/byteranges; boundary=b", keys).fields().has("Content-Encoding"))
                .isFalse();
    }

    private static Reply ofType(String type, String keys) {
        return accepting("gzip")
                .with(keys)
                .answered(Messages.okWith(
                        "Content-Type: " + type + "\r\nContent-Length: " + TEXT.length() + "\r\n", TEXT))
                .send();
    }

    /** Levels differ in how hard they try: on text with far repetitions the last is shorter than the first. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void levelSaysHowHardIsTried(String coding) {
        StringBuilder text = new StringBuilder();
        java.util.Random words = new java.util.Random(7);
        for (int i = 0; i < 12_000; i++) {
            text.append("word").append(words.nextInt(700)).append(' ');
        }
        long fast = lengthAt("1", coding, text.toString());
        assertThat(lengthAt("9", coding, text.toString())).isLessThan(fast);
    }

    private static long lengthAt(String level, String coding, String text) {
        Reply reply = accepting(coding)
                .with("level " + level)
                .answered(Messages.okWith(HTML + "Content-Length: " + text.length() + "\r\n", text))
                .send();
        assertThat(decoded(reply)).isEqualTo(text);
        return reply.content().length();
    }

    @Test
    void answersThatDependOnTheClientVary() {
        assertThat(accepting("gzip").send().field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(accepting("identity").send().field("Vary"))
                .as("to a client that accepts nothing of it")
                .isEqualTo("Accept-Encoding");
        assertThat(accepting("gzip").asking(Messages.GET).send().field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(accepting("gzip")
                        .answered(html("Vary: Cookie, accept-encoding\r\n"))
                        .send()
                        .field("Vary"))
                .isEqualTo("Cookie, accept-encoding");
        assertThat(accepting("gzip")
                        .answered(html("Vary: Cookie\r\n"))
                        .send()
                        .fields()
                        .all("Vary"))
                .containsExactly("Cookie", "Accept-Encoding");
        assertThat(accepting("gzip")
                        .asking(Messages.getWith("Accept-Encoding: gzip\r\nCache-Control: no-transform\r\n"))
                        .send()
                        .field("Vary"))
                .as("to a client that forbids it")
                .isEqualTo("Accept-Encoding");
        assertThat(ofType("image/png", "").fields().has("Vary")).isFalse();
    }

    @Test
    void strongTagBecomesWeak() {
        assertThat(accepting("gzip").answered(html("ETag: \"v1\"\r\n")).send().field("ETag"))
                .isEqualTo("W/\"v1\"");
        assertThat(accepting("gzip").answered(html("ETag: W/\"v1\"\r\n")).send().field("ETag"))
                .isEqualTo("W/\"v1\"");
        assertThat(accepting("identity")
                        .answered(html("ETag: \"v1\"\r\n"))
                        .send()
                        .field("ETag"))
                .isEqualTo("\"v1\"");
    }

    @Test
    void answerThatWhatTheClientHasIsStillGoodNamesTheTagThatItHas() {
        String notModified = "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n";
        Reply coded = accepting("gzip")
                .asking(Messages.getWith("Accept-Encoding: gzip\r\nIf-None-Match: \"v0\", W/\"v1\"\r\n"))
                .answered(notModified)
                .send();
        assertThat(coded.field("ETag")).isEqualTo("W/\"v1\"");
        assertThat(coded.field("Vary")).isEqualTo("Accept-Encoding");
        Reply plain = accepting("gzip")
                .asking(Messages.getWith("Accept-Encoding: gzip\r\nIf-None-Match: \"v1\"\r\n"))
                .answered(notModified)
                .send();
        assertThat(plain.field("ETag")).isEqualTo("\"v1\"");
    }

    @Test
    void fieldsThatAreNoLongerTrueGo() {
        Reply reply = accepting("gzip")
                .answered(html("Accept-Ranges: bytes\r\nContent-MD5: x\r\nDigest: sha-256=x\r\n"
                        + "Content-Digest: sha-256=:x:\r\nRepr-Digest: sha-256=:x:\r\nX-Other: stays\r\n"))
                .send();
        for (String name : new String[] {"Accept-Ranges", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest"}) {
            assertThat(reply.fields().has(name)).as(name).isFalse();
        }
        assertThat(reply.field("X-Other")).isEqualTo("stays");
    }

    @Test
    void headGetsTheFieldsOfGetAndNoLength() {
        Reply reply = accepting("gzip")
                .asking("HEAD / HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: gzip\r\n\r\n")
                .answered(Messages.okWith(HTML + "ETag: \"v1\"\r\nContent-Length: " + TEXT.length() + "\r\n", ""))
                .send();
        assertThat(reply.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(reply.field("ETag")).isEqualTo("W/\"v1\"");
        assertThat(reply.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(reply.fields().has("Content-Length")).isFalse();
        assertThat(reply.content().length()).isZero();
    }

    @Test
    void headOfWhatIsTooSmallKeepsItsLength() {
        Reply reply = accepting("gzip")
                .asking("HEAD / HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: gzip\r\n\r\n")
                .answered(Messages.okWith(HTML + "Content-Length: 10\r\n", ""))
                .send();
        assertThat(reply.field("Content-Length")).isEqualTo("10");
        assertThat(reply.fields().has("Content-Encoding")).isFalse();
    }

    @Test
    void whatIsCodedAlreadyStaysAsItIs() {
        Reply reply = accepting("gzip")
                .answered(html("Content-Encoding: br\r\nETag: \"v1\"\r\n"))
                .send();
        assertThat(reply.field("Content-Encoding")).isEqualTo("br");
        assertThat(reply.body()).isEqualTo(TEXT);
        assertThat(reply.field("ETag")).isEqualTo("\"v1\"");
        assertThat(reply.field("Content-Length")).isEqualTo(String.valueOf(TEXT.length()));
    }

    @Test
    void neitherSideIsTransformedThatForbidsIt() {
        assertThat(accepting("gzip")
                        .answered(html("Cache-Control: max-age=1, No-Transform\r\n"))
                        .send()
                        .body())
                .isEqualTo(TEXT);
        assertThat(accepting("gzip")
                        .asking(Messages.getWith("Accept-Encoding: gzip\r\nCache-Control: no-transform\r\n"))
                        .send()
                        .body())
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"206 Partial Content", "404 Not Found", "500 Internal Server Error", "302 Found", "226 IM Used"})
    void onlyWholeRepresentationsOfSuccessAreCompressed(String status) {
        Reply reply =
                accepting("gzip").answered(html("").replace("200 OK", status)).send();
        assertThat(reply.fields().has("Content-Encoding")).isFalse();
        assertThat(reply.body()).isEqualTo(TEXT);
    }

    @Test
    void contentWithARangeIsLeftAlone() {
        Reply reply = accepting("gzip")
                .answered(html("Content-Range: bytes 0-2999/5000\r\n"))
                .send();
        assertThat(reply.body()).isEqualTo(TEXT);
    }

    @Test
    void answersWithoutContentStayAsTheyAre() {
        Reply reply = accepting("gzip")
                .answered("HTTP/1.1 204 No Content\r\nContent-Type: text/html\r\n\r\n")
                .send();
        assertThat(reply.fields().has("Content-Encoding")).isFalse();
    }

    @Test
    void trailersPassWithoutDigestsOfOctetsThatNobodyGets() {
        Reply reply = accepting("gzip")
                .asking(Messages.getWith("Accept-Encoding: gzip\r\nTE: trailers\r\nConnection: TE\r\n"))
                .answered(Messages.okWith(
                        HTML + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n",
                        "3\r\nabc\r\n0\r\nX-Sum: 1\r\nContent-Digest: sha-256=:x:\r\n\r\n"))
                .send();
        assertThat(decoded(reply)).isEqualTo("abc");
        assertThat(reply.trailers().only("X-Sum")).isEqualTo("1");
        assertThat(reply.trailers().has("Content-Digest")).isFalse();
    }
}
