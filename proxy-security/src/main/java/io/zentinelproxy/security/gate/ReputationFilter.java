package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.ConnectionRefusal;
import io.zentinelproxy.security.file.Reloaded;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.util.List;

/** Refuses or marks by the score that lists give an address. */
final class ReputationFilter implements ConnectionFilter {
    static final ConnectionRefusal DENIED = ConnectionRefusal.silent("reputation_denied");
    static final ConnectionRefusal NO_LIST = ConnectionRefusal.silent("reputation_unavailable");
    private static final int MAX_SCORE = 100;

    private final Reloaded<PrefixTable> table;

    /** By score: made once, not for each connection. */
    private final Admission[] byScore;

    private final Admission onFailure;

    ReputationFilter(Reloaded<PrefixTable> table, GateSettings.Reputation settings) {
        this.table = table;
        byScore = new Admission[MAX_SCORE + 1];
        for (int score = 0; score <= MAX_SCORE; score++) {
            byScore[score] = admission(score, settings);
        }
        onFailure = settings.onFailure().admits() ? Admission.PLAIN : NO_LIST;
    }

    private static Admission admission(int score, GateSettings.Reputation settings) {
        if (score >= settings.block()) {
            return DENIED;
        }
        return score >= settings.flag() ? new Admission.Admitted(score, null) : Admission.PLAIN;
    }

    @Override
    public Admission admit(ClientAddress client) {
        if (table.isGivenUp()) {
            return onFailure;
        }
        int score = table.value().find(client.raw());
        return score == PrefixTable.NONE ? Admission.PLAIN : byScore[score];
    }

    @Override
    public List<ConnectionRefusal> refusals() {
        return List.of(DENIED, NO_LIST);
    }
}
