package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ServiceSettings.Handler;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code routes}. */
final class RoutesReader {
    private static final int NORMAL_PRIORITY = 50;

    private static final Key<String> ID =
            Key.required("id", WordTypes.ID_TYPE, "The name of the route in logs and metrics.");

    private static final Key<Integer> PRIORITY = Key.defaulting(
            "priority",
            HttpTypes.PRIORITY,
            NORMAL_PRIORITY,
            "Routes of a higher priority are tried first: low is 10, normal 50, high 100, critical 1000.");

    private static final Key<String> UPSTREAM =
            Key.required("upstream", WordTypes.ID_TYPE, "The upstream that answers.");

    private static final Key<String> FILTERS = Key.plural(
            "filters",
            WordTypes.ID_TYPE,
            "none",
            "The filters that requests and answers pass, in this order; each stands in the top-level block `filters`.");

    private static final Key<Handler> BUILTIN_HANDLER = Key.optional(
            "builtin-handler",
            WordTypes.choice(handlers(), List.of("cache_purge", "cache_stats")),
            "none",
            "What the proxy answers itself, in place of an upstream. config, upstreams, limits and inference are for operators: only where"
                    + " every listener is on a loopback address, or the route's `policies` have a list `allow`.");

    private static final Key<ServiceType> SERVICE_TYPE = Key.optional(
            "service-type",
            WordTypes.choice(serviceTypes(), List.of("static", "builtin")),
            "none",
            "The kind of service, for the form of its errors: web speaks HTML, api JSON. inference is for a route with a block `inference`, and speaks as its provider does.");

    /** The service type of models, and the block of the module that serves them. */
    private static final String INFERENCE = "inference";

    /** What answers in place of an upstream, here or in the original. */
    private static final List<String> INSTEAD_OF_UPSTREAM = List.of("static-files", "builtin-handler", INFERENCE);

    private static final List<String> WITHOUT_UPSTREAM = List.of("static-files", "builtin-handler");

    private static final Block ROUTE = Block.repeated("route", "Which requests go where.")
            .arguments(ID)
            .keys(PRIORITY, UPSTREAM, BUILTIN_HANDLER, SERVICE_TYPE, FILTERS, WebSocketReader.IDLE_TIMEOUT)
            .blocks(
                    MatchesReader.BLOCK,
                    PoliciesReader.BLOCK,
                    ErrorPagesReader.BLOCK,
                    WebSocketReader.WEBSOCKET,
                    BreakerReader.OF_ROUTE,
                    RetryPolicyReader.BLOCK,
                    FallbackReader.BLOCK,
                    ShadowReader.BLOCK)
            .unsupported(Stream.concat(
                            Stream.of("static-files", INFERENCE),
                            Stream.of("api-schema", "cache", "waf-enabled", "websocket-inspection", "namespace"))
                    .toArray(String[]::new));

    static final Block BLOCK =
            Block.repeated("routes", "Which requests go where.").blocks(ROUTE);

    /** What a route serves. */
    private enum ServiceType {
        WEB(ErrorFormat.HTML),
        API(ErrorFormat.JSON),
        /** Where nobody knows a model's API, errors are told as any API does. */
        MODEL(ErrorFormat.JSON);

        private final ErrorFormat errors;

        ServiceType(ErrorFormat errors) {
            this.errors = errors;
        }
    }

    private final References references;
    private final ScopedBlocks blocks;

    /** For routes that say nothing themselves, or null. */
    private final @Nullable Long maxBodyOctets;

    RoutesReader(References references, ScopedBlocks blocks, @Nullable Long maxBodyOctets) {
        this.references = references;
        this.blocks = blocks;
        this.maxBodyOctets = maxBodyOctets;
    }

    /** What comes of each route once everything that it may name is read. */
    List<Supplier<RouteSettings>> read(Section section) {
        return section.each(ROUTE, this::readRoute);
    }

    private @Nullable Supplier<RouteSettings> readRoute(Section section) {
        Located<String> id = section.argument(ID);
        references.declare(References.Kind.ROUTE, id);
        int priority = section.get(PRIORITY);
        MatchSettings matches = section.one(MatchesReader.BLOCK, MatchesReader::read);
        Located<Handler> handler = section.locate(BUILTIN_HANDLER);
        List<ModuleSettings> modules = modules(section);
        Located<String> upstream = readUpstream(section, modules);
        Supplier<ServiceSettings> service = readService(section, upstream, handler, modules);
        ErrorFormat serviceFormat = readServiceType(section, modules);
        List<Located<String>> passed = section.allLocated(FILTERS);
        passed.forEach(filter -> references.use(References.Kind.FILTER, filter));
        PolicySettings policies =
                section.one(PoliciesReader.BLOCK, policy -> PoliciesReader.read(policy, maxBodyOctets));
        blocks.checkLater(() -> {
            requirePrefix(section, matches, filtersOf(passed));
            requireOne(section, "compress", FilterSettings.Compress.class, filtersOf(passed));
            requireOne(section, "decompress", FilterSettings.Decompress.class, filtersOf(passed));
        });
        if (handler != null && policies.addresses().allow().isEmpty()) {
            blocks.sensitive().add(handler, references.scope());
        }
        ErrorPageSettings errorPages = section.one(ErrorPagesReader.BLOCK, ErrorPagesReader::read);
        WebSocketSettings webSocket = WebSocketReader.read(section, handler == null);
        BreakerSettings breaker = section.optional(BreakerReader.OF_ROUTE, BreakerReader::read);
        RetrySettings retry = RetryPolicyReader.read(section, handler == null);
        Supplier<@Nullable FallbackSettings> fallback = new FallbackReader(references).read(section, upstream);
        Supplier<ShadowSettings> shadow = ShadowReader.read(section, references, handler == null);
        if (id == null || service == null) {
            return null;
        }
        return () -> new RouteSettings(
                references.scope().qualify(id.value()),
                references.scope().namespaceOrNull(),
                priority,
                matches,
                service.get(),
                filtersOf(passed),
                policies,
                serviceFormat,
                errorPages,
                webSocket,
                breaker,
                retry,
                fallback.get(),
                shadow == null ? null : shadow.get(),
                modules.stream().map(one -> one.resolved(this::upstreamOf)).toList());
    }

    private List<ModuleSettings> modules(Section section) {
        List<ModuleSettings> modules = section.modules(ROUTE);
        for (ModuleSettings module : modules) {
            module.upstreams().forEach(upstream -> references.use(References.Kind.UPSTREAM, upstream));
        }
        return modules;
    }

    private static @Nullable ErrorFormat readServiceType(Section section, List<ModuleSettings> modules) {
        Located<ServiceType> type = section.locate(SERVICE_TYPE);
        if (type != null && type.value() == ServiceType.MODEL && modules.isEmpty()) {
            section.report(Problem.at(type.position(), "a route of this type has a block `inference`"));
        }
        return type == null ? null : type.value().errors;
    }

    private @Nullable Supplier<ServiceSettings> readService(
            Section section,
            @Nullable Located<String> upstream,
            @Nullable Located<Handler> handler,
            List<ModuleSettings> modules) {
        if (upstream != null && handler != null) {
            section.report(Problem.at(handler.position(), "a route with an `upstream` has no `builtin-handler`"));
        }
        if (handler != null && !modules.isEmpty()) {
            section.report(Problem.at(handler.position(), "a route with a block `inference` has no `builtin-handler`"));
        }
        if (handler != null) {
            return () -> new ServiceSettings.Builtin(handler.value());
        }
        return upstream == null ? null : () -> new ServiceSettings.Forward(upstreamOf(upstream.value()));
    }

    private static void requirePrefix(Section section, MatchSettings matches, List<FilterSettings> passed) {
        if (matches.pathPrefixes().isEmpty() && passed.stream().anyMatch(RoutesReader::replacesPrefix)) {
            section.report(
                    "a filter of this route replaces its `path-prefix`, and it has none",
                    "a `path-prefix` in `matches`");
        }
    }

    /** Content is put into one coding: a second filter of the kind would have nothing to do. */
    private static void requireOne(
            Section section, String type, Class<? extends FilterSettings> settings, List<FilterSettings> passed) {
        if (passed.stream().filter(settings::isInstance).count() > 1) {
            section.report("two filters of this route are of the type `" + type + "`", "one of them");
        }
    }

    private static boolean replacesPrefix(FilterSettings filter) {
        return switch (filter) {
            case FilterSettings.Redirect redirect -> redirect.path() instanceof PathChange.Prefix;
            case FilterSettings.UrlRewrite rewrite -> rewrite.path() instanceof PathChange.Prefix;
            case FilterSettings.Headers headers -> false;
            case FilterSettings.Cors cors -> false;
            case FilterSettings.Timeout timeout -> false;
            case FilterSettings.Log log -> false;
            case FilterSettings.Compress compress -> false;
            case FilterSettings.Decompress decompress -> false;
            case FilterSettings.OfModule module -> false;
        };
    }

    private String upstreamOf(String id) {
        return Objects.requireNonNull(references.resolve(References.Kind.UPSTREAM, id));
    }

    /** The filters named, once all are read; a name that no filter has is a problem by itself and left out. */
    private List<FilterSettings> filtersOf(List<Located<String>> ids) {
        List<FilterSettings> passed = new ArrayList<>();
        for (Located<String> id : ids) {
            FilterSettings filter = blocks.filter(references.resolve(References.Kind.FILTER, id.value()));
            if (filter != null) {
                passed.add(filter);
            }
        }
        return List.copyOf(passed);
    }

    /** Its own, or that of the block that stands in its place. */
    private @Nullable Located<String> readUpstream(Section section, List<ModuleSettings> modules) {
        Located<String> other = modules.stream()
                .map(ModuleSettings::upstreamOfRoute)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        Located<String> upstream = section.locate(UPSTREAM, other == null ? WITHOUT_UPSTREAM : INSTEAD_OF_UPSTREAM);
        references.use(References.Kind.UPSTREAM, upstream);
        return upstream == null ? other : upstream;
    }

    private static Map<String, Handler> handlers() {
        Map<String, Handler> handlers = new LinkedHashMap<>();
        handlers.put("status", Handler.STATUS);
        handlers.put("health", Handler.HEALTH);
        handlers.put("metrics", Handler.METRICS);
        handlers.put("not_found", Handler.NOT_FOUND);
        handlers.put("config", Handler.CONFIG);
        handlers.put("upstreams", Handler.UPSTREAMS);
        handlers.put("limits", Handler.LIMITS);
        handlers.put(INFERENCE, Handler.INFERENCE);
        return handlers;
    }

    private static Map<String, ServiceType> serviceTypes() {
        Map<String, ServiceType> types = new LinkedHashMap<>();
        types.put("web", ServiceType.WEB);
        types.put("api", ServiceType.API);
        types.put(INFERENCE, ServiceType.MODEL);
        return types;
    }
}
