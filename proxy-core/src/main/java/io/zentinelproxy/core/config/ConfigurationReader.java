package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
                    ObservabilityReader.BLOCK)
            .unsupported("agents", "waf", "namespace", "rate-limits", "cache");

    private ConfigurationReader() {}

    /**
     * Reads what {@link Includes} has put together.
     *
     * @param warnings takes what is accepted and yet seldom meant
     * @throws ConfigurationException with everything that is wrong
     */
    static Configuration read(KdlDocument document, List<Problem> warnings) throws ConfigurationException {
        Problems problems = new Problems();
        References references = new References(problems);
        Position start = new Position(document.source(), 0);
        KdlNode root = new KdlNode(start, null, "", List.of(), List.of(), document.nodes());
        Section section = new Section(root, ROOT, problems);
        warnings.addAll(SchemaVersion.warnings(section.locate(SchemaVersion.KEY)));
        refuseIncludes(section, problems);
        boolean anyListener = section.has(ListenersReader.BLOCK);
        SensitiveRoutes sensitive = new SensitiveRoutes(problems);
        Configuration configuration = read(section, references, sensitive);
        sensitive.check(configuration.listeners());
        section.close();
        references.check();
        if (!anyListener) {
            problems.add(Problem.at(start, "there is no listener").expecting("a block `listeners` with a `listener`"));
        }
        problems.throwIfAny();
        return configuration;
    }

    /** Those of a file are followed before this; a text without a file has no folder that they could be found in. */
    private static void refuseIncludes(Section root, Problems problems) {
        for (Located<FilePattern> include : root.allLocated(Includes.KEY)) {
            problems.add(Problem.at(include.position(), "a configuration that is no file cannot include one"));
        }
    }

    private static Configuration read(Section root, References references, SensitiveRoutes sensitive) {
        // First, as all other paths start from its folder.
        SystemSettings system = root.one(SystemReader.BLOCK, SystemReader::read);
        root.base(system.workingDirectory());
        // Before the routes that name them.
        Map<String, FilterSettings> filters =
                flat(root.each(FiltersReader.BLOCK, new FiltersReader(references)::read)).stream()
                        .collect(Collectors.toMap(FilterSettings::id, filter -> filter, (first, again) -> first));
        return new Configuration(
                system,
                flat(root.each(ListenersReader.BLOCK, new ListenersReader(references)::read)),
                flat(root.each(RoutesReader.BLOCK, new RoutesReader(references, sensitive, filters)::read)),
                flat(root.each(UpstreamsReader.BLOCK, new UpstreamsReader(references)::read)),
                root.one(ErrorPagesReader.BLOCK, ErrorPagesReader::read),
                root.one(LimitsReader.BLOCK, LimitsReader::read),
                root.one(ObservabilityReader.BLOCK, ObservabilityReader::read));
    }

    private static <T> List<T> flat(List<List<T>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }
}
