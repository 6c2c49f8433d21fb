package io.zentinelproxy.inference.keys;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A file of keys that is refused. The message says every problem with file, line and column; never a key, and no line of the file. */
public final class KeyFileException extends Exception {
    private static final long serialVersionUID = 1;

    /** A key that stands where it should not, and would be repeated as an unknown word. */
    private static final Pattern KEY = Pattern.compile(KeyText.START + "[A-Za-z0-9_-]{5,}");

    KeyFileException(String message) {
        super(KEY.matcher(message).replaceAll(KeyText.START + "..."), null, false, false);
    }

    static KeyFileException of(ConfigurationException refused) {
        return new KeyFileException(
                refused.problems().stream().map(KeyFileException::line).collect(Collectors.joining("\n")));
    }

    private static String line(Problem problem) {
        String expected = problem.expected();
        return problem.position() + ": " + problem.message() + (expected == null ? "" : "; expected " + expected);
    }
}
