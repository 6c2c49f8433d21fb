package io.zentinelproxy.inference.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** The vendors' SDKs under Node, installed as locked into {@code target/sdk}; the source tree stays clean. */
public final class SdkScript {

    private static final Path MODULE = Path.of(System.getProperty("zentinel.root", ".."), "proxy-inference");
    private static final Path SOURCE = MODULE.resolve("src/test/sdk");
    private static final Path INSTALLED = MODULE.resolve("target/sdk");
    private static final String LOCK = "package-lock.json";
    private static final List<String> FILES =
            List.of("package.json", LOCK, "check.mjs", "counts.mjs", "gateway.mjs", "texts.json");

    private SdkScript() {}

    /** What the SDKs made of the model at this address. */
    static JsonObject check(String baseUrl) throws IOException, InterruptedException, JsonException {
        install();
        return (JsonObject) ModelClient.json(run("node", "check.mjs", baseUrl));
    }

    /**
     * What the SDKs made of models behind a proxy at this address.
     *
     * @param keys an object of JSON: the virtual keys to ask with, by what they are for
     */
    public static JsonObject throughProxy(String baseUrl, String keys)
            throws IOException, InterruptedException, JsonException {
        install();
        return (JsonObject) ModelClient.json(run("node", "gateway.mjs", baseUrl, keys));
    }

    /** How many tokens each of these texts is to tiktoken, under the name of each vocabulary. */
    static JsonObject counts(List<String> texts) throws IOException, InterruptedException, JsonException {
        install();
        Path corpus = INSTALLED.resolve("corpus.json");
        Files.writeString(corpus, texts.stream().map(SdkScript::escaped).collect(joining(",", "[", "]")));
        return (JsonObject)
                ModelClient.json(run("node", "counts.mjs", corpus.getFileName().toString()));
    }

    /** A string of JSON in which all that is not plain ASCII is escaped: halves of characters, too, which ours does not write. */
    private static String escaped(String text) {
        StringBuilder string = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
            string.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
        }
        return string.append('"').toString();
    }

    private static void install() throws IOException, InterruptedException {
        boolean current = Files.isDirectory(INSTALLED.resolve("node_modules")) && sameLock();
        Files.createDirectories(INSTALLED);
        for (String file : FILES) {
            Files.copy(SOURCE.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!current) {
            run("npm", "ci", "--no-audit", "--no-fund");
        }
    }

    private static boolean sameLock() throws IOException {
        Path copied = INSTALLED.resolve(LOCK);
        return Files.exists(copied) && Files.mismatch(copied, SOURCE.resolve(LOCK)) < 0;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            Assertions.fail(String.join(" ", command) + " failed, see above: " + output);
        }
        return output;
    }

    private static Process start(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException absent) {
            return Assertions.fail(
                    "This test runs the vendors' SDKs and needs " + command[0]
                            + ": install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm).",
                    absent);
        }
    }
}
