package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.List;

/** Reads a whole document: every block, then what holds between them. */
final class ConfigurationReader {
    /** Everything that may be configured. */
    static final Block ROOT = Block.single("", "A whole configuration.")
            .keys(SchemaVersion.KEY, Includes.KEY)
            .blocks(
                    SystemReader.BLOCK,
                    ListenersReader.BLOCK,
                    RoutesReader.BLOCK,
                    UpstreamsReader.BLOCK,
                    FiltersReader.BLOCK,
                    ErrorPagesReader.BLOCK,
                    LimitsReader.BLOCK,
                    ObservabilityReader.BLOCK,
                    NamespacesReader.BLOCK)
            .unsupported("agents", "waf", "rate-limits", "cache");

    private ConfigurationReader() {}

    /**
     * Reads what {@link Includes} has put together.
     *
     * @param extensions what modules add
     * @param warnings takes what is accepted and yet seldom meant
     * @throws ConfigurationException with everything that is wrong
     */
    static Configuration read(KdlDocument document, Extensions extensions, List<Problem> warnings)
            throws ConfigurationException {
        Problems problems = new Problems();
        References references = new References(problems);
        Position start = new Position(document.source(), 0);
        KdlNode root = new KdlNode(start, null, "", List.of(), List.of(), document.nodes());
        Section section = new Section(root, ROOT, extensions, problems);
        warnings.addAll(SchemaVersion.warnings(section.locate(SchemaVersion.KEY)));
        refuseIncludes(section, problems);
        boolean anyListener = section.has(ListenersReader.BLOCK);
        // First, as all other paths start from its folder.
        SystemSettings system = section.one(SystemReader.BLOCK, SystemReader::read);
        section.base(system.workingDirectory());
        ScopedBlocks blocks = new ScopedBlocks(new SensitiveRoutes(problems));
        blocks.readListeners(section, references);
        blocks.read(section, references, null);
        section.each(NamespacesReader.BLOCK, new NamespacesReader(references, blocks)::read);
        ErrorPageSettings errorPages = section.one(ErrorPagesReader.BLOCK, ErrorPagesReader::read);
        LimitSettings limits = section.one(LimitsReader.BLOCK, LimitsReader::read);
        ObservabilitySettings observability = section.one(ObservabilityReader.BLOCK, ObservabilityReader::read);
        List<ModuleSettings> modules = section.modules(ROOT);
        modules.forEach(
                module -> module.upstreams().forEach(upstream -> references.use(References.Kind.UPSTREAM, upstream)));
        blocks.check();
        section.close();
        references.check();
        if (!anyListener) {
            problems.add(Problem.at(start, "there is no listener").expecting("a block `listeners` with a `listener`"));
        }
        problems.throwIfAny();
        return new Configuration(
                system,
                blocks.listeners(),
                blocks.routes(),
                blocks.upstreams(),
                errorPages,
                limits,
                observability,
                modules);
    }

    /** Those of a file are followed before this; a text without a file has no folder that they could be found in. */
    private static void refuseIncludes(Section root, Problems problems) {
        for (Located<FilePattern> include : root.allLocated(Includes.KEY)) {
            problems.add(Problem.at(include.position(), "a configuration that is no file cannot include one"));
        }
    }
}
