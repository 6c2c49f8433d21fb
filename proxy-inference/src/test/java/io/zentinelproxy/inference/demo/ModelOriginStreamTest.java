package io.zentinelproxy.inference.demo;

import static io.zentinelproxy.inference.demo.ModelClient.at;
import static io.zentinelproxy.inference.demo.ModelClient.json;
import static io.zentinelproxy.inference.demo.ModelClient.number;
import static io.zentinelproxy.inference.demo.ModelClient.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The events as they stand on the wire. */
class ModelOriginStreamTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final int HANG_GUARD_MS = 120_000;
    private static ModelOrigin origin;
    private static ModelClient client;

    @BeforeAll
    static void start() throws IOException {
        origin = ModelOrigin.start(ModelClient.ANY_PORT, Duration.ZERO);
        client = new ModelClient(origin.address());
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void anOpenAiStreamIsRoleContentFinishDone() throws Exception {
        List<String> events = client.events(CHAT, openAi(",\"max_tokens\":3"));

        assertThat(events).hasSize(6).last().isEqualTo("[DONE]");
        assertThat(at(json(events.get(0)), "choices[0].delta"))
                .isEqualTo(
                        JsonObject.with("role", "assistant").and("content", "").build());
        for (int i = 1; i <= 3; i++) {
            assertThat(text(json(events.get(i)), "choices[0].delta.content")).isNotEmpty();
            assertThat(at(json(events.get(i)), "choices[0].finish_reason")).isEqualTo(JsonNull.NULL);
        }
        assertThat(at(json(events.get(4)), "choices[0].delta")).isEqualTo(JsonObject.empty());
        assertThat(at(json(events.get(4)), "choices[0].finish_reason")).isEqualTo(new JsonString("length"));
        assertThat(events).noneMatch(event -> event.contains("\"usage\""));
    }

    @Test
    void usageComesInAChunkOfItsOwnOnlyWhenAsked() throws Exception {
        List<String> events =
                client.events(CHAT, openAi(",\"max_tokens\":3,\"stream_options\":{\"include_usage\":true}"));

        assertThat(events).hasSize(7).last().isEqualTo("[DONE]");
        for (String event : events.subList(0, 5)) {
            assertThat(at(json(event), "usage")).isEqualTo(JsonNull.NULL);
        }
        JsonValue usageChunk = json(events.get(5));
        assertThat(at(usageChunk, "choices")).isEqualTo(new JsonArray(List.of()));
        assertThat(number(usageChunk, "usage.completion_tokens")).isEqualTo(3);
        assertThat(number(usageChunk, "usage.total_tokens")).isEqualTo(3 + number(usageChunk, "usage.prompt_tokens"));
    }

    @Test
    void allChunksOfAStreamHaveOneId() throws Exception {
        List<String> events = client.events(CHAT, openAi(""));

        String id = text(json(events.getFirst()), "id");
        assertThat(events.subList(0, events.size() - 1)).allMatch(event -> event.contains(id));
    }

    @Test
    void anthropicsUsageIsCumulative() throws Exception {
        HttpResponse<String> response = client.post(MESSAGES, anthropic(3));
        List<String> events = client.events(MESSAGES, anthropic(3));

        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(response.body()).startsWith("event: message_start\ndata: {\"type\":\"message_start\"");
        JsonValue start = json(events.getFirst());
        assertThat(number(start, "message.usage.input_tokens")).isPositive();
        JsonValue delta = json(events.get(events.size() - 2));
        assertThat(text(delta, "delta.stop_reason")).isEqualTo("max_tokens");
        assertThat(number(delta, "usage.output_tokens")).isEqualTo(3);
        assertThat(number(delta, "usage.input_tokens")).isEqualTo(number(start, "message.usage.input_tokens"));
    }

    @Test
    void eachEventIsOneChunkOnTheWire() throws IOException {
        try (Socket socket = connect(origin)) {
            send(socket, CHAT, openAi(",\"max_tokens\":2"));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            // size CRLF "data: {...}" LF LF CRLF: no chunk holds two events, and none half of one.
            assertThat(answer.split("[0-9a-f]+\r\ndata: ")).hasSize(1 + 5);
            assertThat(answer.split("\n\n\r\n")).hasSize(5 + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({CHAT + ",\"role\":\"assistant\"", MESSAGES + ",\"type\":\"ping\""})
    void anEventLeavesBeforeTheNextOneIsMade(String path, String awaited) throws IOException {
        try (ModelOrigin slow = ModelOrigin.start(ModelClient.ANY_PORT, Duration.ofDays(1));
                Socket socket = connect(slow)) {
            send(socket, path, path.equals(CHAT) ? openAi("") : anthropic(9));

            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(reader.lines().filter(line -> line.contains(awaited)).findFirst())
                    .isPresent();
        }
    }

    private static Socket connect(ModelOrigin to) throws IOException {
        var socket = new Socket(to.address().getAddress(), to.address().getPort());
        socket.setSoTimeout(HANG_GUARD_MS);
        return socket;
    }

    private static void send(Socket socket, String path, String body) throws IOException {
        String head = "POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(UTF_8).length + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(UTF_8));
    }

    private static String openAi(String more) {
        return "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more
                + "}";
    }

    private static String anthropic(int maxTokens) {
        return "{\"model\":\"claude-x\",\"stream\":true,\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }
}
