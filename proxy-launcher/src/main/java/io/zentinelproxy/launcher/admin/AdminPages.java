package io.zentinelproxy.launcher.admin;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What is served under which path. Any thread. */
final class AdminPages {
    private static final System.Logger LOG = System.getLogger(AdminPages.class.getName());
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String JSON_TYPE = "application/json";

    private volatile String metricsPath;
    private final Supplier<String> scrape;
    private final Map<String, UnaryOperator<String>> told;
    private final BooleanSupplier ready;
    private final ServedHosts hosts;

    AdminPages(
            String metricsPath,
            Supplier<String> scrape,
            Map<String, UnaryOperator<String>> told,
            BooleanSupplier ready,
            ServedHosts hosts) {
        this.metricsPath = metricsPath;
        this.scrape = scrape;
        this.told = told;
        this.ready = ready;
        this.hosts = hosts;
    }

    /** Where the metrics are from now on. */
    void metricsPath(String other) {
        metricsPath = other;
    }

    /**
     * Answers a request.
     *
     * @param host of the authority asked for, without port; empty when the request named none
     * @param path of the request target, as received
     * @param query of it; empty where there is none
     */
    Page answer(String method, String host, String path, String query) {
        if (!hosts.serves(host)) {
            return Page.text(421, "this server does not go by that name");
        }
        if (path.equals(metricsPath)) {
            return isRead(method) ? shown(METRICS_TYPE, scrape) : Page.methodNotAllowed("GET, HEAD");
        }
        return switch (path) {
            case "/healthz" -> isRead(method) ? Page.text(200, "ok") : Page.methodNotAllowed("GET, HEAD");
            case "/readyz" -> isRead(method) ? readiness() : Page.methodNotAllowed("GET, HEAD");
            default -> told(method, path, query);
        };
    }

    private Page told(String method, String path, String query) {
        UnaryOperator<String> page = told.get(path);
        if (page == null) {
            return Page.text(404, "nothing is served under this path");
        }
        return isRead(method) ? shown(JSON_TYPE, () -> page.apply(query)) : Page.methodNotAllowed("GET, HEAD");
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private Page readiness() {
        return ready.getAsBoolean() ? Page.text(200, "ready") : Page.text(503, "draining");
    }

    private static Page shown(String type, Supplier<String> what) {
        try {
            return Page.of(type, what.get());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a page of the admin server cannot be made", e);
            return Page.text(500, "this cannot be told");
        }
    }
}
