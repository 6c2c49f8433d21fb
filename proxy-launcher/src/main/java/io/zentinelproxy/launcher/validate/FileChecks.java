package io.zentinelproxy.launcher.validate;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.LogPlace;
import io.zentinelproxy.core.config.ObservabilitySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether what is written can be written. By permission only, so that no file is made. */
final class FileChecks {
    private FileChecks() {}

    static List<Check> of(Configuration configuration) {
        ObservabilitySettings settings = configuration.observability();
        List<Check> checks = new ArrayList<>();
        if (settings.accessLog().enabled()) {
            add(checks, "access log", settings.accessLog().place());
        }
        add(checks, "application log", settings.logging().place());
        return checks;
    }

    private static void add(List<Check> checks, String what, LogPlace place) {
        switch (place) {
            case LogPlace.File file -> checks.add(check(what + " " + file.path(), file.path()));
            case LogPlace.Stream stream -> {}
        }
    }

    private static Check check(String subject, Path file) {
        if (Files.isDirectory(file)) {
            return Check.failed(subject, "it is a directory");
        }
        if (Files.exists(file)) {
            return Files.isWritable(file) ? Check.ok(subject) : Check.failed(subject, "it cannot be written");
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return Check.failed(subject, "the directory " + directory + " does not exist");
        }
        return Files.isWritable(directory)
                ? Check.ok(subject)
                : Check.failed(subject, "the directory " + directory + " cannot be written");
    }
}
