package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.PathChange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.OriginTarget;
import io.zentinelproxy.core.uri.PathLeniency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the origin for another path, or as another host. The query stays. What log and route say of the request is what the client
 * asked for; X-Forwarded-Host tells the origin which host that was.
 */
final class UrlRewrite implements RequestFilter {
    private final List<FieldLine> host;
    private final @Nullable PathEdit path;

    UrlRewrite(FilterSettings.UrlRewrite settings, MatchSettings route) {
        String name = settings.host();
        host = name == null ? List.of() : List.of(new FieldLine("Host", Ascii.octets(name)));
        path = settings.path() instanceof PathChange.Keep ? null : PathEdit.of(settings.path(), route);
    }

    /** @throws Fault where the new path is none that may be sent */
    @Override
    public Verdict onRequestHead(Exchange exchange) throws Fault {
        OriginTarget target = exchange.head().originTarget();
        if (path != null) {
            rewrite(target, path, exchange.head().path().leniency());
        }
        for (int i = 0; i < host.size(); i++) {
            host.get(i).setIn(exchange.head().fields());
        }
        return Verdict.CONTINUE;
    }

    private static void rewrite(OriginTarget target, PathEdit path, PathLeniency leniency) throws Fault {
        int query = target.end() - target.pathEnd();
        byte[] room = target.room(path.mostOctets(target.pathEnd() - target.start()) + query);
        int pathEnd = path.put(target.octets(), target.start(), target.pathEnd(), leniency, room, 0);
        System.arraycopy(target.octets(), target.pathEnd(), room, pathEnd, query);
        target.replace(pathEnd, pathEnd + query);
    }
}
