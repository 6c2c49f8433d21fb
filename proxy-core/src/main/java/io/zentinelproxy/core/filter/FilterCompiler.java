package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.compress.Codecs;
import io.zentinelproxy.core.compress.Compression;
import io.zentinelproxy.core.compress.Decompression;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.HeaderEdits;
import io.zentinelproxy.core.config.PathChange;
import io.zentinelproxy.core.config.PolicySettings;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.TlsMembers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a route's chain from its settings. Requests pass address lists, the redirect to https, the filters as they are listed, and
 * what the policies say of path and fields; answers pass the filters as they are listed, the policies' fields, and HSTS, and are compressed last.
 */
public final class FilterCompiler {
    private final RouteSettings route;
    private final EventLog log;
    private final TlsMembers tls;
    private final List<RouteSteps> modules;
    private final @Nullable Compression compression;
    private final @Nullable Decompression decompression;
    private final SkippedFilters skipped;
    private final boolean open;
    private final List<RequestFilter> request = new ArrayList<>();
    private final List<ResponseFilter> response = new ArrayList<>();
    private final List<RequestBodyFilter> requestBody = new ArrayList<>();
    private final List<ResponseBodyFilter> responseBody = new ArrayList<>();

    private FilterCompiler(RouteSettings route, EventLog log, TlsMembers tls, List<RouteSteps> modules, Codecs codecs)
            throws IOException {
        this.route = route;
        this.log = log;
        this.tls = tls;
        this.modules = modules;
        compression = compression(route, codecs);
        decompression = decompression(route, codecs);
        skipped = new SkippedFilters(route.id());
        open = route.policies().failureMode() == PolicySettings.FailureMode.OPEN;
    }

    /**
     * @param log where filters of the type {@code log} write
     * @param tls what they say of handshakes
     * @param modules what each module does on this route
     * @param codecs that content is compressed and decompressed with
     * @throws IOException when a native library that the route needs cannot be loaded
     */
    public static FilterChain compile(
            RouteSettings route, EventLog log, TlsMembers tls, List<RouteSteps> modules, Codecs codecs)
            throws IOException {
        FilterCompiler compiler = new FilterCompiler(route, log, tls, modules, codecs);
        compiler.addNegotiation();
        compiler.addAccess(route.policies());
        modules.forEach(steps -> steps.ahead().forEach(compiler::add));
        route.filters().forEach(compiler::add);
        compiler.addEdits(route.policies());
        return compiler.chain();
    }

    private static @Nullable Compression compression(RouteSettings route, Codecs codecs) throws IOException {
        for (FilterSettings filter : route.filters()) {
            if (filter instanceof FilterSettings.Compress settings) {
                return new Compression(settings, codecs.encoders());
            }
        }
        return null;
    }

    private static @Nullable Decompression decompression(RouteSettings route, Codecs codecs) throws IOException {
        for (FilterSettings filter : route.filters()) {
            if (filter instanceof FilterSettings.Decompress settings) {
                return new Decompression(settings, codecs.decoders());
            }
        }
        return null;
    }

    /** Before anything else, as other filters may take the field away that the client asks with. */
    private void addNegotiation() {
        Compression negotiated = compression;
        if (negotiated != null) {
            request.add(exchange -> {
                negotiated.negotiate(exchange);
                return Verdict.CONTINUE;
            });
        }
    }

    private FilterChain chain() {
        return new FilterChain(
                request.toArray(RequestFilter[]::new),
                response.toArray(ResponseFilter[]::new),
                requestBody.toArray(RequestBodyFilter[]::new),
                responseBody.toArray(ResponseBodyFilter[]::new),
                compression,
                decompression,
                skipped);
    }

    /** Who is served at all: never skipped, whatever the failure mode. */
    private void addAccess(PolicySettings policies) {
        if (!policies.addresses().isEmpty()) {
            request.add(new AddressRule(policies.addresses()));
        }
        if (policies.httpsOnly() != null) {
            request.add(new HttpsOnly(policies.httpsOnly(), route.matches()));
        }
    }

    private void add(FilterSettings settings) {
        String id = settings.id();
        switch (settings) {
            case FilterSettings.Headers headers -> addHeaders(headers);
            case FilterSettings.Redirect redirect -> onRequest(id, new Redirect(redirect, route.matches()));
            case FilterSettings.UrlRewrite rewrite -> onRequest(id, new UrlRewrite(rewrite, route.matches()));
            case FilterSettings.Cors settingsOfCors -> {
                Cors cors = new Cors(settingsOfCors);
                onRequest(id, cors);
                onResponse(id, cors);
            }
            case FilterSettings.Timeout timeout -> {
                // The route's service was made with its times.
            }
            case FilterSettings.Log settingsOfLog -> addLog(new ExchangeLog(settingsOfLog, log, tls));
            case FilterSettings.Compress compress -> {
                // Negotiated before all others, applied behind them.
            }
            case FilterSettings.Decompress decompress -> {
                // Applied before all others that look at content.
            }
            case FilterSettings.OfModule module -> addOfModule(module.id());
        }
    }

    /** Nothing where its module has put it together with another. */
    private void addOfModule(String id) {
        for (RouteSteps steps : modules) {
            RouteStep step = steps.filters().get(id);
            if (step != null) {
                add(step);
            }
        }
    }

    private void add(RouteStep step) {
        addIfThere(request, step.request());
        addIfThere(response, step.response());
        addIfThere(requestBody, step.requestBody());
        addIfThere(responseBody, step.responseBody());
    }

    private static <T> void addIfThere(List<T> steps, @Nullable T step) {
        if (step != null) {
            steps.add(step);
        }
    }

    private void addHeaders(FilterSettings.Headers headers) {
        FieldEdits edits = new FieldEdits(headers.edits());
        switch (headers.phase()) {
            case REQUEST -> onRequest(headers.id(), edits);
            case RESPONSE -> onResponse(headers.id(), edits);
            case BOTH -> {
                onRequest(headers.id(), edits);
                onResponse(headers.id(), edits);
            }
        }
    }

    /** What nobody reads is not in the chain. */
    private void addLog(ExchangeLog filter) {
        if (filter.logsRequests()) {
            request.add(filter);
        }
        if (filter.logsAnswers()) {
            response.add(filter);
        }
        if (filter.logsRequests() && filter.logsContent()) {
            requestBody.add(filter::requestContent);
        }
        if (filter.logsAnswers() && filter.logsContent()) {
            responseBody.add(filter::answerContent);
        }
    }

    private void addEdits(PolicySettings policies) {
        String path = policies.rewritePath();
        if (path != null) {
            FilterSettings.UrlRewrite rewrite =
                    new FilterSettings.UrlRewrite("rewrite-path", null, new PathChange.Full(path));
            onRequest(rewrite.id(), new UrlRewrite(rewrite, route.matches()));
        }
        HeaderEdits requestFields = policies.requestFields();
        if (!requestFields.isEmpty()) {
            onRequest("request-headers", new FieldEdits(requestFields));
        }
        HeaderEdits responseFields = policies.responseFields();
        if (!responseFields.isEmpty()) {
            onResponse("response-headers", new FieldEdits(responseFields));
        }
        if (policies.hsts() != null) {
            response.add(new TransportSecurity(policies.hsts()));
        }
    }

    private void onRequest(String id, RequestFilter filter) {
        request.add(open ? skipped.around(id, filter) : filter);
    }

    private void onResponse(String id, ResponseFilter filter) {
        response.add(open ? skipped.around(id, filter) : filter);
    }
}
