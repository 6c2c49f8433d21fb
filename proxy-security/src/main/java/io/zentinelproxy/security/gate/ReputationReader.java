package io.zentinelproxy.security.gate;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.OnFailure;
import io.zentinelproxy.security.file.OnFailureKeys;
import io.zentinelproxy.security.gate.GateSettings.Reputation;
import io.zentinelproxy.security.prefix.PrefixTable;
import io.zentinelproxy.security.reputation.ListKeys;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code reputation}. */
final class ReputationReader {
    private static final Key<Integer> FLAG_SCORE = Key.defaulting(
            "flag-score",
            count(1, 101),
            50,
            "The lowest score that marks a connection, for filters and the log; 101 marks none.");

    static final Block BLOCK = Block.single("reputation", "Who is known for abuse, from lists that others keep.")
            .keys(ListKeys.BLOCK_SCORE, FLAG_SCORE, ListKeys.REFRESH, OnFailureKeys.ON_FAILURE, OnFailureKeys.MAX_STALE)
            .blocks(ListKeys.LIST);

    private ReputationReader() {}

    static @Nullable Reputation read(Section section) {
        int block = section.get(ListKeys.BLOCK_SCORE);
        int flag = section.get(FLAG_SCORE);
        Duration refresh = section.get(ListKeys.REFRESH);
        OnFailure onFailure = OnFailureKeys.read(section);
        Loaded<PrefixTable> table = ListKeys.read(section);
        return table == null ? null : new Reputation(table, block, flag, refresh, onFailure);
    }
}
