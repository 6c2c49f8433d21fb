package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;

/** Two origins that say their names, {@code other} (upstream "origin") and {@code chosen}, to see which route a request takes. */
final class TwoOrigins implements AutoCloseable {
    final TestOrigin other = named("other");
    final TestOrigin chosen = named("chosen");

    private static TestOrigin named(String name) {
        return TestOrigin.answering(Messages.okWith("Content-Length: " + name.length() + "\r\n", name));
    }

    /** One route with these conditions leads to the chosen origin and a lesser one takes the rest. */
    RunningProxy withMatches(String matches) {
        return withRoutes("""
                route "rest" { priority "low"; matches { path-prefix "/"; }; upstream "origin"; }
                route "chosen" { matches { %s; }; upstream "chosen"; }
                """.formatted(matches));
    }

    RunningProxy withRoutes(String routes, Piece... more) {
        Piece[] pieces = new Piece[more.length + 2];
        System.arraycopy(more, 0, pieces, 0, more.length);
        pieces[more.length] = Piece.routes(routes);
        pieces[more.length + 1] =
                Piece.upstreams("upstream \"chosen\" { target \"127.0.0.1:" + chosen.port() + "\"; }");
        return RunningProxy.inFrontOf(other, pieces);
    }

    /** The name of the origin that answers, or another status. */
    static String where(RunningProxy proxy, String request) {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send(request).read();
            return reply.status() == 200 ? reply.body() : String.valueOf(reply.status());
        }
    }

    static String get(String host, String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    @Override
    public void close() {
        other.close();
        chosen.close();
    }
}
