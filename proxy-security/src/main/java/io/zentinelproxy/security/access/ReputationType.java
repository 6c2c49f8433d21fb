package io.zentinelproxy.security.access;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.AddressTypes;
import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.FilterBlock;
import io.zentinelproxy.core.config.FilterType;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.OnFailure;
import io.zentinelproxy.security.file.OnFailureKeys;
import io.zentinelproxy.security.prefix.PrefixTable;
import io.zentinelproxy.security.prefix.PrefixTableBuilder;
import io.zentinelproxy.security.reputation.ListKeys;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plug of the filter {@code reputation}, and its keys. */
public final class ReputationType implements FilterType {
    private static final Key<Boolean> ACTION = Key.defaulting(
            "action",
            WordTypes.choice(actions(), List.of()),
            false,
            "`block` refuses clients from `block-score` on; `log-only` lets them pass, logs and counts them.");
    private static final Key<Integer> FLAG_SCORE = Key.defaulting(
            "flag-score",
            count(1, 101),
            50,
            "The lowest score that origins are warned of by X-IP-Reputation-Flagged; 101 warns of none.");
    private static final Key<Network> ALLOW = Key.plural(
            "allow",
            AddressTypes.NETWORK,
            "none",
            "Addresses and networks that have no score here, whatever lists say.");

    private static final Block BLOCK = FilterBlock.of(
                    "reputation",
                    "Who is known for abuse, from lists that others keep. Origins are told the score in X-IP-Reputation-Score; what"
                            + " clients say there themselves never passes.",
                    ACTION,
                    ListKeys.BLOCK_SCORE,
                    FLAG_SCORE,
                    ALLOW,
                    ListKeys.REFRESH,
                    OnFailureKeys.ON_FAILURE,
                    OnFailureKeys.MAX_STALE,
                    Denial.STATUS,
                    Denial.MESSAGE)
            .blocks(ListKeys.LIST);

    @Override
    public Block block() {
        return BLOCK;
    }

    @Override
    public @Nullable ReputationSettings read(String id, Section section) {
        boolean logOnly = section.get(ACTION);
        int block = section.get(ListKeys.BLOCK_SCORE);
        int flag = section.get(FLAG_SCORE);
        PrefixTable allowed = tableOf(section.all(ALLOW));
        Duration refresh = section.get(ListKeys.REFRESH);
        OnFailure onFailure = OnFailureKeys.read(section);
        Denial denial = Denial.read(PolicyFault.Kind.REPUTATION_DENIED, section);
        Loaded<PrefixTable> lists = ListKeys.read(section);
        return lists == null
                ? null
                : new ReputationSettings(id, lists, allowed, block, flag, logOnly, refresh, onFailure, denial);
    }

    private static PrefixTable tableOf(List<Network> networks) {
        PrefixTableBuilder table = new PrefixTableBuilder();
        networks.forEach(network -> table.add(network, 0));
        return table.build();
    }

    private static Map<String, Boolean> actions() {
        Map<String, Boolean> actions = new LinkedHashMap<>();
        actions.put("block", false);
        actions.put("log_only", true);
        return actions;
    }
}
