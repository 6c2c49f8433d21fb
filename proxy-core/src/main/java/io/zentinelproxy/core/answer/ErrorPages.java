package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.ErrorFormat;
import io.zentinelproxy.core.config.ErrorPageSettings;
import io.zentinelproxy.core.config.ErrorPageSettings.Page;
import io.zentinelproxy.core.config.HeaderEdits;
import io.zentinelproxy.core.config.PageTemplate;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.filter.FieldLine;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How errors of our own are told: by the route's pages, then by those for all routes, then in the form that the client reads. */
public final class ErrorPages {
    private static final byte[] NO_STORE = Ascii.octets("no-store");
    private static final byte[] ALLOW_READING = Ascii.octets("GET, HEAD");

    private final @Nullable ErrorFormat defaultFormat;
    private final List<Told> told;

    private record CompiledPage(Page settings, List<FieldLine> fields) {
        static CompiledPage of(Page page) {
            return new CompiledPage(
                    page, page.headers().stream().map(CompiledPage::line).toList());
        }

        private static FieldLine line(HeaderEdits.Line line) {
            return new FieldLine(line.name(), line.value().value().getBytes(StandardCharsets.ISO_8859_1));
        }

        boolean isFor(int status) {
            return settings.isFor(status);
        }
    }

    /** What one block says, of a route or for all. */
    private record Told(List<CompiledPage> pages, List<CompiledPage> templates) {
        static Told by(ErrorPageSettings block) {
            return new Told(compiled(block.pages()), compiled(block.templates()));
        }

        private static List<CompiledPage> compiled(List<Page> pages) {
            return pages.stream().map(CompiledPage::of).toList();
        }
    }

    private ErrorPages(@Nullable ErrorFormat defaultFormat, List<Told> told) {
        this.defaultFormat = defaultFormat;
        this.told = told;
    }

    /** The pages for all routes, and for requests that have none. */
    public static ErrorPages of(ErrorPageSettings all) {
        return new ErrorPages(all.defaultFormat(), List.of(Told.by(all)));
    }

    /**
     * The pages of a route, before these; these are made once, however many routes there are.
     *
     * @param service the form that the kind of service speaks, where the route says it; null where not
     */
    public ErrorPages ofRoute(ErrorPageSettings route, @Nullable ErrorFormat service) {
        ErrorFormat format = route.defaultFormat() != null ? route.defaultFormat() : service;
        return new ErrorPages(format != null ? format : defaultFormat, List.of(Told.by(route), told.getLast()));
    }

    /** The answer to a request that failed. */
    public LocalAnswer render(Fault fault, Exchange exchange) {
        Fields request = exchange.head().fields();
        ErrorFormat wanted = defaultFormat != null ? defaultFormat : ErrorText.accepted(request);
        CompiledPage page = page(fault.status(), wanted);
        ErrorFormat format = page == null || page.settings.format() == null ? wanted : page.settings.format();
        String message = page == null || page.settings.message() == null ? fault.sentence() : page.settings.message();
        ErrorFacts facts = ErrorFacts.of(fault, message, exchange.requestIdText());
        PageTemplate template = page == null ? null : page.settings.template();
        String text = template == null ? ErrorText.render(format, facts) : ErrorText.render(template, format, facts);
        return new LocalAnswer(fault.status(), fields(fault, format, page), text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The page for the status, of several the one in the wanted form; else the template in that form. One in another form is taken
     * only where the configuration names no form, for a client that gets none of its own.
     */
    private @Nullable CompiledPage page(int status, ErrorFormat wanted) {
        CompiledPage other = null;
        for (Told block : told) {
            CompiledPage page = first(block.pages, status, wanted);
            page = page == null ? first(block.pages, status, null) : page;
            page = page == null ? first(block.templates, status, wanted) : page;
            if (page != null) {
                return page;
            }
            other = other == null && defaultFormat == null ? first(block.templates, status, null) : other;
        }
        return other;
    }

    /** The first for the status in the form, where one is wanted. */
    private static @Nullable CompiledPage first(List<CompiledPage> pages, int status, @Nullable ErrorFormat wanted) {
        for (CompiledPage page : pages) {
            ErrorFormat format = page.settings.format();
            if (page.isFor(status) && (wanted == null || format == null || format == wanted)) {
                return page;
            }
        }
        return null;
    }

    /** What a page says itself takes the place of what is said otherwise. */
    private static List<FieldLine> fields(Fault fault, ErrorFormat format, @Nullable CompiledPage page) {
        List<FieldLine> fields = new ArrayList<>(page == null ? List.of() : page.fields);
        addUnlessThere(FieldName.CONTENT_TYPE, ErrorText.mediaType(format), fields);
        addUnlessThere(FieldName.CACHE_CONTROL, NO_STORE, fields);
        if (fault.status() == 405) {
            fields.add(new FieldLine(
                    FieldName.ALLOW, fault instanceof PolicyFault ? ALLOW_READING : ServerOptions.METHODS));
        } else if (fault.status() == 503 || fault.status() == 429) {
            addUnlessThere(FieldName.RETRY_AFTER, Ascii.octets(Long.toString(fault.retryAfterSeconds())), fields);
        }
        return fields;
    }

    private static void addUnlessThere(FieldName name, byte[] value, List<FieldLine> fields) {
        if (fields.stream().noneMatch(line -> line.isOf(name))) {
            fields.add(new FieldLine(name, value));
        }
    }
}
