package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.HeaderEdits;
import io.zentinelproxy.core.config.PolicySettings;
import io.zentinelproxy.core.config.RouteSettings;
import java.util.ArrayList;
import java.util.List;

/** Makes a route's chain from its settings: its filters as they are listed, then what its policies say of header fields. */
public final class FilterCompiler {
    private final List<RequestFilter> request = new ArrayList<>();
    private final List<ResponseFilter> response = new ArrayList<>();

    private FilterCompiler() {}

    public static FilterChain compile(RouteSettings route) {
        FilterCompiler compiler = new FilterCompiler();
        route.filters().forEach(compiler::add);
        compiler.add(route.policies());
        return new FilterChain(
                compiler.request.toArray(RequestFilter[]::new), compiler.response.toArray(ResponseFilter[]::new));
    }

    private void add(FilterSettings settings) {
        switch (settings) {
            case FilterSettings.Headers headers -> addHeaders(headers);
        }
    }

    private void addHeaders(FilterSettings.Headers headers) {
        FieldEdits edits = new FieldEdits(headers.edits());
        switch (headers.phase()) {
            case REQUEST -> request.add(edits);
            case RESPONSE -> response.add(edits);
            case BOTH -> {
                request.add(edits);
                response.add(edits);
            }
        }
    }

    private void add(PolicySettings policies) {
        HeaderEdits requestFields = policies.requestFields();
        if (!requestFields.isEmpty()) {
            request.add(new FieldEdits(requestFields));
        }
        HeaderEdits responseFields = policies.responseFields();
        if (!responseFields.isEmpty()) {
            response.add(new FieldEdits(responseFields));
        }
    }
}
