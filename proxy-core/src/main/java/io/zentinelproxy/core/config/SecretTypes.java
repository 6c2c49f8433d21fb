package io.zentinelproxy.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Types of texts that may be secrets: a secret stands in the environment or in a file, never in the configuration. */
final class SecretTypes {
    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    /** A larger file is no secret but a mistake. */
    private static final int MAX_SECRET_OCTETS = 64 * 1024;

    /** A field value, RFC 9110 section 5.5, or where one is to be taken from. */
    static final ValueType<SecretText> FIELD_VALUE = ValueType.ofText(
            "field value",
            "a field value, or `env:NAME` or `file:PATH` where it is a secret",
            SecretTypes::fieldValue,
            secret -> '"' + secret.written() + '"');

    private SecretTypes() {}

    private static SecretText fieldValue(String text) throws Refusal {
        SecretText secret = resolve(text);
        HttpTypes.fieldValue(secret.value());
        return secret;
    }

    /** What a text stands for. */
    static SecretText resolve(String text) throws Refusal {
        if (text.startsWith(ENVIRONMENT)) {
            return new SecretText(text, environment(text.substring(ENVIRONMENT.length())));
        }
        if (text.startsWith(FILE)) {
            return new SecretText(text, file(text.substring(FILE.length())));
        }
        return new SecretText(text, text);
    }

    private static String environment(String name) throws Refusal {
        String value = System.getenv(name);
        if (value == null) {
            throw Refusal.because("the environment has no variable `" + name + "`");
        }
        return value;
    }

    private static String file(String name) throws Refusal {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] octets = in.readNBytes(MAX_SECRET_OCTETS + 1);
            if (octets.length > MAX_SECRET_OCTETS) {
                throw Refusal.because("the file `" + name + "` is larger than a secret may be");
            }
            return new String(octets, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException | InvalidPathException e) {
            throw Refusal.because("the file `" + name + "` cannot be read");
        }
    }
}
