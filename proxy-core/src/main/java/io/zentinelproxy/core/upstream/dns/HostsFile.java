package io.zentinelproxy.core.upstream.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code hosts(5)} says: every line is an address and its names. Immutable. */
final class HostsFile {
    static final HostsFile EMPTY = new HostsFile(Map.of());

    private final Map<String, List<InetAddress>> byName;

    private HostsFile(Map<String, List<InetAddress>> byName) {
        this.byName = byName;
    }

    /** Reads the file's text; a line that is none is passed over. */
    static HostsFile parse(String text) {
        Map<String, List<InetAddress>> byName = new HashMap<>();
        text.lines().forEach(line -> read(line, byName));
        return new HostsFile(byName);
    }

    private static void read(String line, Map<String, List<InetAddress>> into) {
        int comment = line.indexOf('#');
        String[] words =
                (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
        InetAddress address = words.length < 2 ? null : Literals.of(words[0]);
        if (address == null) {
            return;
        }
        for (int i = 1; i < words.length; i++) {
            List<InetAddress> addresses =
                    into.computeIfAbsent(words[i].toLowerCase(Locale.ROOT), name -> new ArrayList<>(1));
            if (!addresses.contains(address)) {
                addresses.add(address);
            }
        }
    }

    /** The addresses of a name in lower case without its last dot; empty where it is not there. */
    List<InetAddress> addresses(String name) {
        return byName.getOrDefault(name, List.of());
    }
}
