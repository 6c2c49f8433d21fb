package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The version of the configuration language that a file is written in. A newer minor version only adds keys, so such a file is
 * read, with a warning, and refused where it uses one; a newer major version may mean something else by the same keys.
 */
record SchemaVersion(int major, int minor) {
    /** The newest that is understood in full, and the oldest as well. */
    static final SchemaVersion CURRENT = new SchemaVersion(1, 0);

    private static final int MAX_DIGITS = 4;

    static final Key<SchemaVersion> KEY = Key.optional(
                    "schema-version",
                    ValueType.ofText(
                            "version", "\"1.0\"", SchemaVersion::parse, version -> '"' + version.toString() + '"'),
                    "\"1.0\"",
                    "The version of the configuration language. A newer minor version is read with a warning; an older version"
                            + " or a newer major one is refused.")
            .alias("version");

    private static SchemaVersion parse(String text) throws Refusal {
        int dot = text.indexOf('.');
        if (dot < 0 || !isNumber(text.substring(0, dot)) || !isNumber(text.substring(dot + 1))) {
            throw Refusal.because("not a version", "two numbers with a dot between, as in \"1.0\"");
        }
        SchemaVersion version =
                new SchemaVersion(Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
        if (version.major != CURRENT.major) {
            throw Refusal.because("this program reads version " + CURRENT + ", not " + version);
        }
        return version;
    }

    private static boolean isNumber(String digits) {
        return !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A word of warning where a configuration says that it is newer than this program. */
    static List<Problem> warnings(@Nullable Located<SchemaVersion> written) {
        if (written == null || written.value().minor <= CURRENT.minor) {
            return List.of();
        }
        Position position = written.position();
        String message = "version %s of the configuration language is newer than this program, which reads %s"
                .formatted(written.value(), CURRENT);
        return List.of(Problem.at(position, message));
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
