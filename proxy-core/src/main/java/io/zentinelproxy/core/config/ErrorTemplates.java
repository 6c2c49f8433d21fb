package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ErrorPageSettings.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Templates of error pages, read when the configuration loads: {@code 404.html}, {@code 5xx.json}, {@code error.txt}. */
final class ErrorTemplates {
    /** A larger file is taken for a mistake. */
    private static final int MAX_OCTETS = 1 << 20;

    private static final Pattern NAME = Pattern.compile("([45][0-9]{2}|[45]xx|error)\\.(html|json|txt|xml)");

    private ErrorTemplates() {}

    /** The pages of a directory: those of one status first, then of a class, then of all. Other files are none of them. */
    static List<Page> readAll(Path directory) throws Refusal {
        List<Page> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    pages.add(page(name.group(1), format(name.group(2)), read(file)));
                }
            }
        } catch (IOException e) {
            throw Refusal.because("the directory cannot be read");
        }
        if (pages.isEmpty()) {
            throw Refusal.because("the directory has no template: 404.html, 5xx.json, error.txt or the like");
        }
        pages.sort((a, b) -> Integer.compare(a.last() - a.first(), b.last() - b.first()));
        return pages;
    }

    private static Page page(String statuses, ErrorFormat format, PageTemplate template) throws Refusal {
        StatusSpan range = statuses.equals("error") ? new StatusSpan(400, 599) : StatusSpan.ofErrors(statuses);
        return new Page(range.first(), range.last(), format, template, null, List.of());
    }

    private static ErrorFormat format(String extension) {
        return extension.equals("txt") ? ErrorFormat.TEXT : ErrorFormat.valueOf(extension.toUpperCase(Locale.ROOT));
    }

    /** The template of a file. */
    static PageTemplate read(Path file) throws Refusal {
        String text = text(file);
        try {
            return PageTemplate.of(text);
        } catch (Refusal refusal) {
            throw Refusal.because("`" + file + "`: " + refusal.reason());
        }
    }

    private static String text(Path file) throws Refusal {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                throw Refusal.because("`" + file + "` is larger than " + MAX_OCTETS + " octets");
            }
            return new String(octets, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Refusal.because("`" + file + "` cannot be read");
        }
    }
}
