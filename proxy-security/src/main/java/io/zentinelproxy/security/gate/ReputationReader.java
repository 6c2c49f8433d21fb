package io.zentinelproxy.security.gate;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ProcessTypes;
import io.zentinelproxy.core.config.QuantityTypes;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.gate.GateSettings.OnFailure;
import io.zentinelproxy.security.gate.GateSettings.Reputation;
import io.zentinelproxy.security.prefix.PrefixTable;
import io.zentinelproxy.security.reputation.ListFormat;
import io.zentinelproxy.security.reputation.ReputationLists;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code reputation}. */
final class ReputationReader {
    private static final Key<Path> FILE =
            Key.required("file", ProcessTypes.FILE, "The list: addresses and networks with a score from 0 to 100.");

    private static final Key<ListFormat> FORMAT = Key.defaulting(
            "format",
            WordTypes.choice(formats(), List.of()),
            ListFormat.PLAIN,
            "How it is written: `plain`, an address a line and its score behind white space; `csv`, address and score in the first"
                    + " two columns; `json`, an array of addresses and of objects with `address` and `score`. Without a score: 100.");

    private static final Block LIST = Block.repeated("list", "A file of addresses; at least one.")
            .arguments(FILE)
            .keys(FORMAT);

    private static final Key<Integer> BLOCK_SCORE =
            Key.defaulting("block-score", count(1, 101), 80, "The lowest score that is refused; 101 refuses none.");

    private static final Key<Integer> FLAG_SCORE = Key.defaulting(
            "flag-score",
            count(1, 101),
            50,
            "The lowest score that marks a connection, for filters and the log; 101 marks none.");

    private static final Key<Duration> REFRESH = Key.defaulting(
            "refresh-secs",
            QuantityTypes.seconds(Duration.ofSeconds(1), Duration.ofDays(1)),
            Duration.ofMinutes(5),
            "How often it is looked whether a list has changed.");

    static final Block BLOCK = Block.single("reputation", "Who is known for abuse, from lists that others keep.")
            .keys(BLOCK_SCORE, FLAG_SCORE, REFRESH, OnFailureKeys.ON_FAILURE, OnFailureKeys.MAX_STALE)
            .blocks(LIST);

    private ReputationReader() {}

    private static Map<String, ListFormat> formats() {
        Map<String, ListFormat> formats = new LinkedHashMap<>();
        formats.put("plain", ListFormat.PLAIN);
        formats.put("csv", ListFormat.CSV);
        formats.put("json", ListFormat.JSON);
        return formats;
    }

    /** A list and where its file is named. */
    private record Named(ReputationLists.Entry entry, Located<Path> file) {}

    static @Nullable Reputation read(Section section) {
        List<Named> lists = section.each(LIST, ReputationReader::readList);
        int block = section.get(BLOCK_SCORE);
        int flag = section.get(FLAG_SCORE);
        Duration refresh = section.get(REFRESH);
        OnFailure onFailure = OnFailureKeys.read(section);
        if (lists.isEmpty()) {
            section.report("`reputation` has no list", "a block `list` with a file");
            return null;
        }
        ReputationLists source =
                new ReputationLists(lists.stream().map(Named::entry).toList());
        Loaded<PrefixTable> table =
                GateReader.load(section, source, lists.getFirst().file());
        return table == null ? null : new Reputation(table, block, flag, refresh, onFailure);
    }

    private static @Nullable Named readList(Section section) {
        Located<Path> file = section.argument(FILE);
        ListFormat format = section.get(FORMAT);
        return file == null ? null : new Named(new ReputationLists.Entry(section.resolve(file.value()), format), file);
    }
}
