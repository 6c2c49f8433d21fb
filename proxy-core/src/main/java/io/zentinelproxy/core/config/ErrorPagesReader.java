package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ErrorPageSettings.Page;
import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code error-pages}, of a route or for all. */
final class ErrorPagesReader {
    private static final Key<ErrorFormat> DEFAULT_FORMAT = Key.optional(
            "default-format",
            WordTypes.choice(formats(), List.of()),
            "what the client accepts",
            "The form of pages that name none.");

    private static final Key<Path> TEMPLATE_DIR = Key.optional(
            "template-dir",
            ValueType.ofText("directory", "a directory of templates", ErrorPagesReader::path, Path::toString),
            "none",
            "Templates by name: `404.html`, `5xx.json`, `error.txt`, for what no page says. A template may hold {{status}}, {{title}},"
                    + " {{message}}, {{reason}} and {{request_id}}.");

    private static final Key<Boolean> INCLUDE_STACK_TRACE = Key.defaulting(
            "include-stack-trace",
            WordTypes.alwaysOff("a client is never shown the inside of the proxy", "#false; the log has it"),
            false,
            "Accepted as #false only: a client is never shown the inside of the proxy.");

    private static final Key<StatusSpan> STATUS =
            Key.required("status", StatusSpan.ERRORS, "The status, or the class of them, that the page is for.");

    private static final Key<ErrorFormat> FORMAT = Key.optional(
            "format", WordTypes.choice(formats(), List.of()), "the default format", "The form of this page.");

    private static final Key<Path> TEMPLATE = Key.optional(
            "template",
            ValueType.ofText("file", "a file", ErrorPagesReader::path, Path::toString),
            "the form's own",
            "The template of this page; a relative path begins at `template-dir`, where there is one.");

    private static final Key<String> MESSAGE = Key.optional(
            "message",
            ValueType.ofText("text", "a sentence", text -> text, text -> '"' + text + '"'),
            "ours",
            "The sentence that the client reads.");

    private static final Block HEADERS =
            Block.single("headers", "Header fields of this page: a line for each, name and value.");

    private static final Block PAGE = Block.repeated("page", "What is answered with one status, or one class of them.")
            .arguments(STATUS)
            .keys(FORMAT, TEMPLATE, MESSAGE)
            .blocks(HEADERS);

    /** The spelling in which the node's own name is the status. */
    private static final Block NAMED_PAGE =
            Block.repeated("page", "A page.").keys(FORMAT, TEMPLATE, MESSAGE).blocks(HEADERS);

    private static final Block PAGES =
            Block.repeated("pages", "Another place for pages: each is named by its status, `\"404\" { }`.");

    static final Block BLOCK = Block.single(
                    "error-pages", "How errors of our own are told; an origin's are passed on as they are.")
            .keys(DEFAULT_FORMAT, TEMPLATE_DIR, INCLUDE_STACK_TRACE)
            .blocks(PAGE, PAGES);

    private static final Key<SecretTypes.SecretSource> HEADER_VALUE =
            Key.required("value", SecretTypes.FIELD_VALUE, "The value of the field that the line is named after.");

    private static final Block HEADER = Block.repeated("field", "A field.").arguments(HEADER_VALUE);

    private ErrorPagesReader() {}

    static ErrorPageSettings read(Section section) {
        ErrorFormat format = section.find(DEFAULT_FORMAT);
        Located<Path> directory = section.locate(TEMPLATE_DIR);
        section.get(INCLUDE_STACK_TRACE);
        Path base = section.resolve(directory == null ? Path.of("") : directory.value());
        List<Page> pages = new ArrayList<>(section.each(PAGE, page -> readPage(page, page.argument(STATUS), base)));
        section.each(
                        PAGES,
                        named -> named.named(
                                any -> true,
                                NAMED_PAGE,
                                page -> readPage(page, page.nameLocated(StatusSpan.ERRORS), base)))
                .forEach(pages::addAll);
        pages.sort((a, b) -> Integer.compare(a.last() - a.first(), b.last() - b.first()));
        return new ErrorPageSettings(
                format, List.copyOf(pages), directory == null ? List.of() : readTemplates(section, directory, base));
    }

    private static List<Page> readTemplates(Section section, Located<Path> directory, Path base) {
        try {
            return List.copyOf(ErrorTemplates.readAll(base));
        } catch (Refusal refusal) {
            section.report(Problem.at(directory.position(), refusal.reason()));
            return List.of();
        }
    }

    private static @Nullable Page readPage(Section section, @Nullable Located<StatusSpan> status, Path base) {
        ErrorFormat format = section.find(FORMAT);
        PageTemplate template = readTemplate(section, base);
        String message = section.find(MESSAGE);
        List<HeaderEdits.Line> headers = section.one(HEADERS, ErrorPagesReader::readHeaders);
        if (status == null) {
            return null;
        }
        StatusSpan range = status.value();
        return new Page(range.first(), range.last(), format, template, message, headers);
    }

    private static @Nullable PageTemplate readTemplate(Section section, Path base) {
        Located<Path> template = section.locate(TEMPLATE);
        if (template == null) {
            return null;
        }
        try {
            return ErrorTemplates.read(base.resolve(template.value()));
        } catch (Refusal refusal) {
            section.report(Problem.at(template.position(), refusal.reason()));
            return null;
        }
    }

    private static List<HeaderEdits.Line> readHeaders(Section section) {
        return section.named(any -> true, HEADER, one -> {
            String name = one.nameAs(HttpTypes.OPTIONAL_FIELD);
            Located<SecretTypes.SecretSource> source = one.argument(HEADER_VALUE);
            SecretText value = source == null ? null : SecretTypes.fieldValue(source.value(), one);
            return name == null || value == null ? null : new HeaderEdits.Line(name, value);
        });
    }

    private static Path path(String text) throws Refusal {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw Refusal.because("not a path");
        }
    }

    private static Map<String, ErrorFormat> formats() {
        Map<String, ErrorFormat> formats = new LinkedHashMap<>();
        formats.put("html", ErrorFormat.HTML);
        formats.put("json", ErrorFormat.JSON);
        formats.put("text", ErrorFormat.TEXT);
        formats.put("xml", ErrorFormat.XML);
        return formats;
    }
}
