package io.zentinelproxy.core.uri;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

/** Holds one path against the slow reading, and its form against itself. */
final class PathReading {
    private PathReading() {}

    /** Whether the path was accepted. */
    static boolean agrees(String path, PathLeniency leniency) {
        Optional<SlowPath> expected = SlowPath.of(path, leniency);
        Optional<SlowPath> read = read(path, leniency);
        assertThat(read).as("%s with %s", path, leniency).isEqualTo(expected);
        read.ifPresent(first -> {
            assertThat(read(first.form(), leniency)).as("the form of %s", path).isEqualTo(read);
        });
        return read.isPresent();
    }

    private static Optional<SlowPath> read(String path, PathLeniency leniency) {
        try {
            CanonicalPath form = CanonicalPath.of(path, leniency);
            return Optional.of(new SlowPath(form.text(), form.namesText()));
        } catch (UriRefusal refused) {
            assertThat(refused.reason()).isNotEmpty();
            return Optional.empty();
        }
    }
}
