package io.zentinelproxy.core.config;

import org.jspecify.annotations.Nullable;

/** Reads the block {@code namespace}, and in it the block {@code service}. */
final class NamespacesReader {
    private static final ValueType<String> NAME = ValueType.ofText(
            "id", "a name of letters, digits and `-`, `_`, `.`", NamespacesReader::name, id -> '"' + id + '"');

    private static final Key<String> ID =
            Key.required("id", NAME, "The name of the namespace, before a `:` in the full names of what stands in it.");

    private static final Key<String> SERVICE_ID =
            Key.required("id", NAME, "The name of the service, behind that of its namespace in full names.");

    private static final Key<Long> MAX_BODY_SIZE = Key.optional(
                    "max-body-size",
                    QuantityTypes.size(0, Long.MAX_VALUE),
                    "that of the block around it",
                    "Content of a request after chunked decoding, for routes that do not say themselves; more is answered with 413.")
            .alias("max-body-size-bytes");

    private static final Block LIMITS = Block.single("limits", "What holds for the routes in this block only.")
            .keys(MAX_BODY_SIZE)
            .unsupported(LimitsReader.BLOCK.vocabulary().stream()
                    .filter(name -> !MAX_BODY_SIZE.spellings().contains(name))
                    .toArray(String[]::new));

    private static final Key<String> UPSTREAMS =
            Key.plural("upstreams", WordTypes.ID_TYPE, "none", "Upstreams that may be named `namespace:id` elsewhere.");

    private static final Key<String> FILTERS =
            Key.plural("filters", WordTypes.ID_TYPE, "none", "Filters that may be named `namespace:id` elsewhere.");

    private static final Block EXPORTS = Block.single("exports", "What routes outside of the namespace may use.")
            .keys(UPSTREAMS, FILTERS)
            .unsupported("agents");

    private static final Block SERVICE = Block.repeated(
                    "service",
                    "A part of a namespace with names of its own; routes find its own first, then the namespace's.")
            .arguments(SERVICE_ID)
            .blocks(LIMITS, RoutesReader.BLOCK, UpstreamsReader.BLOCK, FiltersReader.BLOCK)
            .unsupported("agents", "listener");

    static final Block BLOCK = Block.repeated(
                    "namespace",
                    "Routes with names of their own. What they name is looked for in the namespace, then at the top."
                            + " Routes of namespaces are tried before those at the top.")
            .arguments(ID)
            .blocks(
                    LIMITS,
                    ListenersReader.BLOCK,
                    RoutesReader.BLOCK,
                    UpstreamsReader.BLOCK,
                    FiltersReader.BLOCK,
                    SERVICE,
                    EXPORTS)
            .unsupported("agents");

    /** Stands for an id that was refused, so that the rest of the block is read all the same. */
    private static final String NAMELESS = "?";

    private final References references;
    private final ScopedBlocks blocks;

    NamespacesReader(References references, ScopedBlocks blocks) {
        this.references = references;
        this.blocks = blocks;
    }

    /** Reads one namespace into the blocks; there is nothing else to return. */
    @Nullable
    Void read(Section section) {
        Located<String> id = section.argument(ID);
        references.declare(References.Kind.NAMESPACE, id);
        References inside = references.in(new Scope(nameOf(id), ""));
        Long maxBodyOctets = section.one(LIMITS, NamespacesReader::readLimits).octets;
        blocks.readListeners(section, inside);
        blocks.read(section, inside, maxBodyOctets);
        section.each(SERVICE, service -> readService(service, inside, maxBodyOctets));
        section.one(EXPORTS, exports -> readExports(exports, inside));
        return null;
    }

    private @Nullable Void readService(Section section, References namespace, @Nullable Long namespaceMaxBody) {
        Located<String> id = section.argument(SERVICE_ID);
        namespace.declare(References.Kind.SERVICE, id);
        Long own = section.one(LIMITS, NamespacesReader::readLimits).octets;
        References inside = namespace.in(namespace.scope().service(nameOf(id)));
        blocks.read(section, inside, own == null ? namespaceMaxBody : own);
        return null;
    }

    private static String nameOf(@Nullable Located<String> id) {
        return id == null ? NAMELESS : id.value();
    }

    /** @param octets or null where nothing is said */
    private record MaxBody(@Nullable Long octets) {}

    private static MaxBody readLimits(Section section) {
        return new MaxBody(section.find(MAX_BODY_SIZE));
    }

    private static Section readExports(Section section, References inside) {
        section.allLocated(UPSTREAMS).forEach(id -> inside.export(References.Kind.UPSTREAM, id));
        section.allLocated(FILTERS).forEach(id -> inside.export(References.Kind.FILTER, id));
        return section;
    }

    private static String name(String text) throws Refusal {
        if (!CharSet.LETTERS_AND_DIGITS.and("-_.").spells(text)) {
            throw Refusal.because("not usable as a name");
        }
        return text;
    }
}
