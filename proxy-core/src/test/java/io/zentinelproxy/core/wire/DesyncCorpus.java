package io.zentinelproxy.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.testkit.Corpora;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Request heads that others have graded: aws/http-desync-guardian. They stand beside the project, in {@code ../shared/corpora}. */
final class DesyncCorpus {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length:\\s*([0-9]{1,7})\r\n");

    private DesyncCorpus() {}

    /**
     * One head.
     *
     * @param octets the head as it was graded, which may have no Host
     */
    record Case(String tier, String name, String method, String octets) {

        /**
         * The head with the Host that RFC 9112 section 3.2 asks for, and as much content as it announces. The corpus writes octets as
         * characters, and some characters as themselves: these are sent in UTF-8.
         */
        byte[] request() {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            text().chars()
                    .forEach(character -> octets.writeBytes(
                            Character.toString(character).getBytes(character > 0xff ? UTF_8 : ISO_8859_1)));
            return octets.toByteArray();
        }

        private String text() {
            int firstLine = octets.indexOf("\r\n") + 2;
            String lower = octets.toLowerCase(Locale.ROOT);
            String withHost = lower.contains("\r\nhost")
                    ? octets
                    : octets.substring(0, firstLine) + "Host: a.test\r\n" + octets.substring(firstLine);
            return withHost + content();
        }

        String content() {
            String lower = octets.toLowerCase(Locale.ROOT);
            if (lower.contains("\r\ntransfer-encoding:")) {
                return "0\r\n\r\n";
            }
            Matcher length = CONTENT_LENGTH.matcher(lower);
            return length.find() ? "a".repeat(Integer.parseInt(length.group(1))) : "";
        }

        @Override
        public String toString() {
            return tier + ": " + name;
        }
    }

    /** All of them; without the corpus the test is skipped. */
    static List<Case> cases() {
        try {
            return Files.readAllLines(Corpora.of("desync/cases.jsonl")).stream()
                    .map(DesyncCorpus::parse)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Case parse(String line) {
        try {
            JsonObject json = (JsonObject) Json.parse(line.getBytes(UTF_8));
            StringBuilder head = new StringBuilder(
                    text(json, "method") + " " + text(json, "uri") + " " + text(json, "version") + "\r\n");
            for (JsonValue pair : ((JsonArray) json.get("headers")).elements()) {
                List<JsonValue> parts = ((JsonArray) pair).elements();
                head.append(((JsonString) parts.get(0)).value()).append(": ");
                head.append(((JsonString) parts.get(1)).value()).append("\r\n");
            }
            return new Case(text(json, "tier"), text(json, "name"), text(json, "method"), head + "\r\n");
        } catch (JsonException malformed) {
            throw new AssertionError(line, malformed);
        }
    }

    private static String text(JsonObject json, String name) {
        return ((JsonString) json.get(name)).value();
    }
}
