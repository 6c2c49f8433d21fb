package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.ArrayList;
import java.util.List;

/** One request through a route with filters, as origin and client saw it. The route {@code r} has a path prefix. */
record FilteredExchange(List<ReceivedRequest> requests, Reply reply) {
    static final String TRUSTED = "trusted-proxies \"127.0.0.0/8\"";

    /** What an exchange goes through. */
    record Setup(String prefix, String filters, String route, String listener, String origin) {
        static Setup filter(String type, String keys) {
            return new Setup(
                    "/", "filter \"f\" {\ntype \"" + type + "\"\n" + keys + "\n}", "filters \"f\"", "", Messages.OK);
        }

        static Setup policies(String keys) {
            return new Setup("/", "", "policies {\n" + keys + "\n}", "", Messages.OK);
        }

        Setup under(String pathPrefix) {
            return new Setup(pathPrefix, filters, route, listener, origin);
        }

        Setup andRoute(String more) {
            return new Setup(prefix, filters, route + "\n" + more, listener, origin);
        }

        Setup onListener(String keys) {
            return new Setup(prefix, filters, route, keys, origin);
        }

        Setup originSays(String octets) {
            return new Setup(prefix, filters, route, listener, octets);
        }

        Piece[] pieces(Piece... more) {
            List<Piece> all = new ArrayList<>(List.of(more));
            all.add(Piece.filters(filters));
            all.add(Piece.listener(listener));
            all.add(Piece.routes("route \"r\" {\nmatches { path-prefix \"" + prefix + "\"; }\nupstream \"origin\"\n"
                    + route + "\n}"));
            return all.toArray(Piece[]::new);
        }

        FilteredExchange send(String request) {
            String method = request.substring(0, request.indexOf(' '));
            try (TestOrigin server = TestOrigin.answering(origin);
                    RunningProxy proxy = RunningProxy.inFrontOf(server, pieces());
                    RawClient client = proxy.connect()) {
                Reply reply = client.send(request).readAnswerTo(method);
                return new FilteredExchange(server.requests(), reply);
            }
        }
    }

    ReceivedRequest request() {
        return requests.getFirst();
    }
}
