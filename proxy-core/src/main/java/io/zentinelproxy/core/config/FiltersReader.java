package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.FilterSettings.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code filters}: a declaration for each {@code type}. */
final class FiltersReader {
    /** The name of the filter, the same for every type. */
    static final Key<String> ID = Key.required("id", WordTypes.ID_TYPE, "The name of the filter in routes and logs.");

    private static final Key<Phase> PHASE = Key.defaulting(
            "phase",
            WordTypes.choice(phases(), List.of()),
            Phase.REQUEST,
            "What is changed: the request on its way to the origin, the answer on its way to the client, or both.");

    private static final Block HEADERS = filter("headers", "Changes header fields.")
            .keys(type("headers"), PHASE, HeaderEditsReader.REMOVE)
            .blocks(HeaderEditsReader.RENAME, HeaderEditsReader.SET, HeaderEditsReader.ADD);

    private static final Variants TYPES = new Variants(
            "filter",
            List.of("headers"),
            List.of("rate-limit", "compress", "geo", "agent", "redirect", "url-rewrite", "cors", "timeout", "log"));

    static final Block BLOCK = Block.repeated("filters", "Steps that requests and answers of routes pass.")
            .blocks(HEADERS);

    private final References references;

    FiltersReader(References references) {
        this.references = references;
    }

    /** The declaration of one type, without its keys. */
    private static Block filter(String type, String meaning) {
        return Block.repeated("filter", meaning).variant(type).arguments(ID);
    }

    private static Key<String> type(String type) {
        return Key.required(
                "type",
                WordTypes.choice(Map.of(type.replace('-', '_'), type), List.of()),
                "What kind of filter it is.");
    }

    List<FilterSettings> read(Section section) {
        List<FilterSettings> filters = new ArrayList<>();
        filters.addAll(section.each(HEADERS, this::readHeaders));
        section.reportOtherTypes(TYPES).forEach(id -> references.declare(References.Kind.FILTER, id));
        return filters;
    }

    private FilterSettings.@Nullable Headers readHeaders(Section section) {
        String id = readId(section, HEADERS);
        Phase phase = section.get(PHASE);
        HeaderEdits edits = HeaderEditsReader.read(section);
        return id == null ? null : new FilterSettings.Headers(id, phase, edits);
    }

    private @Nullable String readId(Section section, Block block) {
        Located<String> id = section.argument(ID);
        references.declare(References.Kind.FILTER, id);
        // The type chose the declaration.
        section.find(block.keys().getFirst());
        return id == null ? null : id.value();
    }

    private static Map<String, Phase> phases() {
        Map<String, Phase> phases = new LinkedHashMap<>();
        phases.put("request", Phase.REQUEST);
        phases.put("response", Phase.RESPONSE);
        phases.put("both", Phase.BOTH);
        return phases;
    }
}
