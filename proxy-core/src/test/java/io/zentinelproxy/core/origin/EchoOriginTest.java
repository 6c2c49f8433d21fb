package io.zentinelproxy.core.origin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonBoolean;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoOriginTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static EchoOrigin origin;

    @BeforeAll
    static void start() throws IOException {
        origin = EchoOrigin.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void theRootIsHtmlForABrowser() throws Exception {
        var response = get("/", "text/html,application/xhtml+xml,*/*;q=0.8");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(response.headers().firstValue("Vary")).hasValue("Accept");
        assertThat(response.body()).startsWith("<!doctype html>").contains("/status/503");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/plain", "text/html;q=0, text/plain", "application/json"})
    void theRootIsTextForTheRest(String accept) throws Exception {
        var response = get("/", accept);

        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(response.body())
                .contains("curl http://127.0.0.1:" + origin.address().getPort() + "/");
    }

    @Test
    void markupInTheHostFieldDoesNotReachThePage() throws IOException {
        String answer = raw("GET / HTTP/1.1\r\nHost: <script>\r\nAccept: text/html\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("curl http://localhost/")
                .doesNotContain("<script>");
    }

    @Test
    void anythingElseIsToldBack() throws Exception {
        String answer = raw("PATCH /a%2fb/../c?x=%20&&y HTTP/1.1\r\nHost: h\r\nX-B: 1\r\nx-a: one\r\nX-a: two\r\n"
                + "Content-Length: 5\r\nConnection: close\r\n\r\nh\u00c3\u00a9\"\n");

        JsonObject echo = content(answer);
        assertThat(echo.get("method")).isEqualTo(new JsonString("PATCH"));
        assertThat(echo.get("target")).isEqualTo(new JsonString("/a%2fb/../c?x=%20&&y"));
        assertThat(echo.get("fields"))
                .isEqualTo(JsonArray.of(
                        field("connection", "close"),
                        field("content-length", "5"),
                        field("host", "h"),
                        field("x-a", "one"),
                        field("x-a", "two"),
                        field("x-b", "1")));
        assertThat(body(echo).get("text")).isEqualTo(new JsonString("hé\"\n"));
    }

    @Test
    void contentThatIsNotTextComesBackInBase64() throws Exception {
        JsonObject echo = post(new byte[] {0, (byte) 0xff, 1});

        assertThat(body(echo).get("base64")).isEqualTo(new JsonString("AP8B"));
        assertThat(body(echo).get("text")).isNull();
    }

    @Test
    void contentIsRepeatedUpToTheLimitAndOnlyHashedBeyondIt() throws Exception {
        byte[] most = "a".repeat(EchoOrigin.MAX_ECHOED_OCTETS).getBytes(UTF_8);
        byte[] tooMuch = "a".repeat(EchoOrigin.MAX_ECHOED_OCTETS + 1).getBytes(UTF_8);

        assertThat(body(post(most)).get("text")).isEqualTo(new JsonString(new String(most, UTF_8)));
        JsonObject hashed = body(post(tooMuch));
        assertThat(hashed.get("text")).isNull();
        assertThat(hashed.get("repeated")).isEqualTo(new JsonBoolean(false));
        assertThat(hashed.get("octets")).isEqualTo(JsonNumber.of(tooMuch.length));
        assertThat(hashed.get("sha256")).isEqualTo(new JsonString(sha256(tooMuch)));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 205, 301, 304, 404, 418, 500, 503, 599})
    void aStatusIsAnsweredAsAsked(int status) throws Exception {
        var response = get("/status/" + status, "*/*");

        assertThat(response.statusCode()).isEqualTo(status);
        boolean empty = status == 204 || status == 205 || status == 304;
        assertThat(response.body()).isEqualTo(empty ? "" : "status " + status + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/status/100",
                "/status/199",
                "/status/600",
                "/bytes/10737418241",
                "/stream/1201",
                "/delay/60001",
                "/bytes/999999999999999999"
            })
    void anOrderBeyondItsLimitIsRefused(String path) throws Exception {
        assertThat(get(path, "*/*").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status/abc", "/bytes/-1", "/bytes/1/2", "/bytes/9999999999999999999", "/delay/"})
    void whatOnlyLooksLikeAnOrderIsEchoed(String path) throws Exception {
        assertThat(object(get(path, "*/*").body()).get("target")).isEqualTo(new JsonString(path));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 251, 64_256, 64_257, 1_000_000})
    void octetsFollowThePatternUnderTheirContentLength(int count) throws Exception {
        HttpResponse<byte[]> response = CLIENT.send(request("/bytes/" + count).build(), BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(count);
        assertThat(response.body()).hasSize(count);
        for (int i = 0; i < count; i++) {
            if (response.body()[i] != OctetPattern.at(i)) {
                assertThat(response.body()[i]).as("octet %d", i).isEqualTo(OctetPattern.at(i));
            }
        }
    }

    @Test
    void aStreamIsOneChunkALine() throws IOException {
        String answer = raw("GET /stream/3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .containsIgnoringCase("transfer-encoding: chunked")
                .endsWith("\r\n\r\nd\r\nchunk 1 of 3\n\r\nd\r\nchunk 2 of 3\n\r\nd\r\nchunk 3 of 3\n\r\n0\r\n\r\n");
    }

    @Test
    void aDelayIsAnswered() throws Exception {
        assertThat(get("/delay/20", "*/*").body()).isEqualTo("answered after 20 ms\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/echoed", "/status/200", "/bytes/1000", "/stream/2"})
    void headHasTheFieldsOfGetAndNoContent(String path) throws IOException {
        String tail = path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        String get = raw("GET " + tail);
        String head = raw("HEAD " + tail);

        assertThat(head).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
        assertThat(framing(head)).isEqualTo(path.equals("/echoed") ? framing(head) : framing(get));
        assertThat(framing(head)).isNotEmpty();
        assertThat(head.indexOf("\r\n\r\n")).isEqualTo(head.length() - 4);
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws IOException {
        String answer = raw("POST /status/200 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /status/404 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("HTTP/1.1 404");
    }

    private static String framing(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n") + 2)
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).matches("(content-length|transfer-encoding):.*"))
                .map(line -> line.toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
    }

    private static JsonObject field(String name, String value) {
        return JsonObject.with("name", name).and("value", value).build();
    }

    private static JsonObject body(JsonObject echo) {
        return (JsonObject) echo.get("body");
    }

    private static JsonObject post(byte[] content) throws Exception {
        HttpRequest request =
                request("/post").POST(BodyPublishers.ofByteArray(content)).build();
        return object(CLIENT.send(request, BodyHandlers.ofString()).body());
    }

    private static HttpResponse<String> get(String path, String accept) throws Exception {
        return CLIENT.send(request(path).header("Accept", accept).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + origin.address().getPort() + path));
    }

    private static JsonObject content(String answer) throws Exception {
        return object(
                new String(answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(ISO_8859_1), UTF_8));
    }

    private static JsonObject object(String json) throws Exception {
        JsonValue value = Json.parse(json.getBytes(UTF_8));
        return (JsonObject) value;
    }

    /** Sends octets and reads to the end of the connection; one char is one octet. */
    private static String raw(String octets) throws IOException {
        try (Socket socket =
                new Socket(origin.address().getAddress(), origin.address().getPort())) {
            socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private static String sha256(byte[] octets) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }
}
