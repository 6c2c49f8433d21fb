package io.zentinelproxy.security.access;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.filter.RequestFilter;
import io.zentinelproxy.core.filter.Verdict;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.security.file.Reloaded;
import io.zentinelproxy.security.prefix.PrefixTable;

/** Decides by the score that lists give the client's address, and tells origins of it. One for all routes that list it; any thread. */
final class ReputationFilter implements RequestFilter {
    private static final int MAX_SCORE = 100;
    private static final byte[] TRUE = Ascii.octets("true");

    private final ReputationSettings settings;
    private final Reloaded<PrefixTable> lists;
    private final Tally tally;
    private final Sightings sightings;

    /** As fields have them: made once, not for each request. */
    private final byte[][] scores = new byte[MAX_SCORE + 1][];

    ReputationFilter(ReputationSettings settings, Reloaded<PrefixTable> lists, Tally tally, Sightings sightings) {
        this.settings = settings;
        this.lists = lists;
        this.tally = tally;
        this.sightings = sightings;
        for (int score = 0; score <= MAX_SCORE; score++) {
            scores[score] = Ascii.octets(Integer.toString(score));
        }
    }

    @Override
    public Verdict onRequestHead(Exchange exchange) throws PolicyFault {
        byte[] client = exchange.client().raw();
        boolean judged = settings.allowed().find(client) == PrefixTable.NONE;
        boolean failed = judged && lists.isGivenUp();
        int score = judged && !failed ? lists.value().find(client) : PrefixTable.NONE;
        tell(exchange, score);
        Decision decision = failed ? Decision.FAILED : decide(score);
        tally.count(decision);
        if (decision == Decision.LOGGED) {
            sightings.note(exchange.client(), "a score of " + score);
        }
        if (decision == Decision.BLOCKED || (failed && !admitsUnjudged())) {
            throw settings.denial().fault();
        }
        return Verdict.CONTINUE;
    }

    private Decision decide(int score) {
        if (score < settings.block()) {
            return Decision.ALLOWED;
        }
        return settings.logOnly() ? Decision.LOGGED : Decision.BLOCKED;
    }

    private boolean admitsUnjudged() {
        return settings.onFailure().admits() || settings.logOnly();
    }

    /** Who is on no list is not told of; what a client says of itself never passes. Of several filters the worst score holds. */
    private void tell(Exchange exchange, int score) {
        Fields fields = exchange.head().fields();
        int before = exchange.findings().reputation();
        if (before < 0) {
            fields.remove(FieldName.X_IP_REPUTATION_SCORE);
            fields.remove(FieldName.X_IP_REPUTATION_FLAGGED);
        }
        exchange.findings().reputation(Math.max(Math.max(score, before), 0));
        if (score == PrefixTable.NONE) {
            return;
        }
        if (score > before || !fields.has(FieldName.X_IP_REPUTATION_SCORE)) {
            fields.remove(FieldName.X_IP_REPUTATION_SCORE);
            fields.add(FieldName.X_IP_REPUTATION_SCORE, scores[score]);
        }
        if (score >= settings.flag() && !fields.has(FieldName.X_IP_REPUTATION_FLAGGED)) {
            fields.add(FieldName.X_IP_REPUTATION_FLAGGED, TRUE);
        }
    }
}
