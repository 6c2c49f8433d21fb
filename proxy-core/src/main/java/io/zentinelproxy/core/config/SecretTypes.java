package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.Passphrase;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Types of texts that may be secrets: a secret stands in the environment or in a file, never in the configuration. */
public final class SecretTypes {
    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    /** A larger file is no secret but a mistake. */
    private static final int MAX_SECRET_OCTETS = 64 * 1024;

    /** A field value, RFC 9110 section 5.5, or where one is to be taken from. */
    static final ValueType<SecretSource> FIELD_VALUE = new ValueType<>(
            "field value",
            "",
            "a field value, or `env:NAME` or `file:PATH` where it is a secret",
            SecretTypes::source,
            source -> '"' + source.written() + '"');

    /** What opens a key: where it is to be taken from, never itself. */
    public static final ValueType<SecretSource> PASSPHRASE = new ValueType<>(
            "secret",
            "",
            "`env:NAME` or `file:PATH`",
            SecretTypes::takenFromElsewhere,
            source -> '"' + source.written() + '"');

    private SecretTypes() {}

    /** Where a secret is to be taken from, which needs the folder that paths begin at. */
    public record SecretSource(Position position, String written) {}

    private static SecretSource source(KdlValue value) throws Refusal {
        if (value instanceof KdlValue.Text text) {
            return new SecretSource(text.position(), text.text());
        }
        throw Refusal.because("this must be a string");
    }

    private static SecretSource takenFromElsewhere(KdlValue value) throws Refusal {
        SecretSource source = source(value);
        if (source.written.startsWith(ENVIRONMENT) || source.written.startsWith(FILE)) {
            return source;
        }
        throw Refusal.because("a secret does not stand in the configuration itself");
    }

    /** The passphrase, or null where a problem was reported. */
    static @Nullable Passphrase passphrase(SecretSource source, Section section) {
        try {
            return new Passphrase(source.written, value(source.written, section));
        } catch (Refusal refusal) {
            section.report(Problem.at(source.position, refusal.reason()).expecting(PASSPHRASE.expected()));
            return null;
        }
    }

    /** The secret, or null where a problem was reported. */
    public static @Nullable SecretText secret(Located<SecretSource> source, Section section) {
        String written = source.value().written;
        try {
            return new SecretText(written, value(written, section));
        } catch (Refusal refusal) {
            section.report(Problem.at(source.position(), refusal.reason()).expecting(PASSPHRASE.expected()));
            return null;
        }
    }

    /** The field value, or null where a problem was reported. */
    public static @Nullable SecretText fieldValue(SecretSource source, Section section) {
        try {
            SecretText secret = new SecretText(source.written, value(source.written, section));
            HttpTypes.fieldValue(secret.value());
            return secret;
        } catch (Refusal refusal) {
            section.report(Problem.at(source.position, refusal.reason()).expecting(FIELD_VALUE.expected()));
            return null;
        }
    }

    private static String value(String written, Section section) throws Refusal {
        if (written.startsWith(ENVIRONMENT)) {
            return environment(written.substring(ENVIRONMENT.length()));
        }
        return written.startsWith(FILE) ? file(written.substring(FILE.length()), section) : written;
    }

    private static String environment(String name) throws Refusal {
        String value = System.getenv(name);
        if (value == null) {
            throw Refusal.because("the environment has no variable `" + name + "`");
        }
        return value;
    }

    private static String file(String name, Section section) throws Refusal {
        try (InputStream in = Files.newInputStream(section.resolve(Path.of(name)))) {
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
