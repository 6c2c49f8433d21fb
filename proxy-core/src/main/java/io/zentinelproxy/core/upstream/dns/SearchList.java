package io.zentinelproxy.core.upstream.dns;

import java.util.ArrayList;
import java.util.List;

/** Which whole names a name may stand for: {@code search} and {@code ndots} of resolv.conf(5). */
final class SearchList {
    private SearchList() {}

    /** In the order in which they are tried. */
    static List<String> candidates(String name, ResolvConf machine) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> candidates = new ArrayList<>();
        for (String domain : machine.search()) {
            candidates.add(name + "." + domain);
        }
        boolean first = name.chars().filter(octet -> octet == '.').count() >= machine.ndots();
        candidates.add(first ? 0 : candidates.size(), name);
        return candidates;
    }
}
