package io.zentinelproxy.security.reputation;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ProcessTypes;
import io.zentinelproxy.core.config.QuantityTypes;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys, the same wherever lists decide, on the lists themselves. */
public final class ListKeys {
    private static final Key<Path> FILE =
            Key.required("file", ProcessTypes.FILE, "The list: addresses and networks with a score from 0 to 100.");
    private static final Key<ListFormat> FORMAT = Key.defaulting(
            "format",
            WordTypes.choice(formats(), List.of()),
            ListFormat.PLAIN,
            "How it is written: `plain`, an address a line and its score behind white space; `csv`, address and score in the first"
                    + " two columns; `json`, an array of addresses and of objects with `address` and `score`. Without a score: 100.");

    public static final Block LIST = Block.repeated("list", "A file of addresses; at least one.")
            .arguments(FILE)
            .keys(FORMAT);

    public static final Key<Integer> BLOCK_SCORE =
            Key.defaulting("block-score", count(1, 101), 80, "The lowest score that is refused; 101 refuses none.");

    public static final Key<Duration> REFRESH = Key.defaulting(
            "refresh-secs",
            QuantityTypes.seconds(Duration.ofSeconds(1), Duration.ofDays(1)),
            Duration.ofMinutes(5),
            "How often it is looked whether a list has changed.");

    private ListKeys() {}

    private static Map<String, ListFormat> formats() {
        Map<String, ListFormat> formats = new LinkedHashMap<>();
        formats.put("plain", ListFormat.PLAIN);
        formats.put("csv", ListFormat.CSV);
        formats.put("json", ListFormat.JSON);
        return formats;
    }

    /** A list and where its file is named. */
    private record Named(ReputationLists.Entry entry, Located<Path> file) {}

    /** The scores of all lists of a block, or null where there are none to be used: that was reported. */
    public static @Nullable Loaded<PrefixTable> read(Section section) {
        List<Named> lists = section.each(LIST, ListKeys::readList);
        if (lists.isEmpty()) {
            section.report("`reputation` has no list", "a block `list` with a file");
            return null;
        }
        ReputationLists source =
                new ReputationLists(lists.stream().map(Named::entry).toList());
        return Loaded.of(source, section, lists.getFirst().file());
    }

    private static @Nullable Named readList(Section section) {
        Located<Path> file = section.argument(FILE);
        ListFormat format = section.get(FORMAT);
        return file == null ? null : new Named(new ReputationLists.Entry(section.resolve(file.value()), format), file);
    }
}
