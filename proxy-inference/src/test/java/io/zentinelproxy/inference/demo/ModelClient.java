package io.zentinelproxy.inference.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks to a model origin over a real socket, and finds its way in what comes back. */
public record ModelClient(InetSocketAddress address) {

    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[([0-9]+)]");

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path));
    }

    JsonValue ask(String path, String body) throws IOException, InterruptedException, JsonException {
        return json(post(path, body).body());
    }

    /** The data of each event, {@code [DONE]} as it is. */
    List<String> events(String path, String body) throws IOException, InterruptedException {
        return post(path, body)
                .body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    static JsonValue json(String text) throws JsonException {
        return Json.parse(text.getBytes(UTF_8));
    }

    /** The value at a path such as {@code choices[0].message.content}; null if there is none. */
    public static JsonValue at(JsonValue from, String path) {
        JsonValue value = from;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            value = step.group(1) == null
                    ? ((JsonArray) value).elements().get(Integer.parseInt(step.group(2)))
                    : ((JsonObject) value).get(step.group(1));
        }
        return value;
    }

    public static String text(JsonValue from, String path) {
        return ((JsonString) at(from, path)).value();
    }

    public static long number(JsonValue from, String path) {
        return ((JsonNumber) at(from, path)).asLong().orElseThrow();
    }
}
