package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.FilterSettings.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code filters}: a declaration for each {@code type}. */
final class FiltersReader {
    private static final Key<Phase> PHASE = Key.defaulting(
            "phase",
            WordTypes.choice(phases(), List.of()),
            Phase.REQUEST,
            "What is changed: the request on its way to the origin, the answer on its way to the client, or both.");

    private static final Block HEADERS = FilterBlock.of(
                    "headers", "Changes header fields.", PHASE, HeaderEditsReader.REMOVE)
            .blocks(HeaderEditsReader.RENAME, HeaderEditsReader.SET, HeaderEditsReader.ADD);

    private static final Variants TYPES = new Variants(
            "filter",
            List.of("headers", "redirect", "url-rewrite", "cors", "timeout", "log", "compress", "decompress"),
            List.of("rate-limit", "geo", "agent"));

    static final String NAME = "filters";

    static final Block BLOCK = Block.repeated(NAME, "Steps that requests and answers of routes pass.")
            .blocks(
                    HEADERS,
                    RedirectReader.BLOCK,
                    UrlRewriteReader.BLOCK,
                    CorsReader.BLOCK,
                    TimeoutReader.BLOCK,
                    LogFilterReader.BLOCK,
                    CompressReader.BLOCK,
                    DecompressReader.BLOCK);

    private final References references;

    /** Reads what is particular to a type. */
    @FunctionalInterface
    private interface TypeReader {
        @Nullable
        FilterSettings read(String id, Section section);
    }

    FiltersReader(References references) {
        this.references = references;
    }

    List<FilterSettings> read(Section section) {
        List<FilterSettings> filters = new ArrayList<>();
        filters.addAll(each(section, HEADERS, FiltersReader::readHeaders));
        filters.addAll(each(section, RedirectReader.BLOCK, RedirectReader::read));
        filters.addAll(each(section, UrlRewriteReader.BLOCK, UrlRewriteReader::read));
        filters.addAll(each(section, CorsReader.BLOCK, CorsReader::read));
        filters.addAll(each(section, TimeoutReader.BLOCK, TimeoutReader::read));
        filters.addAll(each(section, LogFilterReader.BLOCK, LogFilterReader::read));
        filters.addAll(each(section, CompressReader.BLOCK, CompressReader::read));
        filters.addAll(each(section, DecompressReader.BLOCK, DecompressReader::read));
        section.filterTypes(BLOCK).forEach(type -> filters.addAll(each(section, type.block(), type::read)));
        section.reportOtherTypes(section.complete(TYPES)).forEach(id -> references.declare(References.Kind.FILTER, id));
        return filters;
    }

    /** Reads the name first; a filter without one is read for its other problems only. */
    private List<FilterSettings> each(Section filters, Block block, TypeReader reader) {
        return filters.each(block, section -> {
            Located<String> id = section.argument(FilterBlock.ID);
            references.declare(References.Kind.FILTER, id);
            FilterBlock.readType(section, block);
            FilterSettings read =
                    reader.read(id == null ? "" : references.scope().qualify(id.value()), section);
            return id == null ? null : read;
        });
    }

    private static FilterSettings readHeaders(String id, Section section) {
        return new FilterSettings.Headers(id, section.get(PHASE), HeaderEditsReader.read(section));
    }

    private static Map<String, Phase> phases() {
        Map<String, Phase> phases = new LinkedHashMap<>();
        phases.put("request", Phase.REQUEST);
        phases.put("response", Phase.RESPONSE);
        phases.put("both", Phase.BOTH);
        return phases;
    }
}
