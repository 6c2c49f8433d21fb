package io.zentinelproxy.inference.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.script.Script;
import io.zentinelproxy.core.script.ScriptException;
import io.zentinelproxy.core.script.ScriptStore;
import io.zentinelproxy.core.testkit.LogCapture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ends that a store has not heard for half an hour. The store is none: no test waits as long for one that is away. */
class LateEndsTest {
    private static final int ENDS = 100;

    private static final ScriptStore AWAY = new ScriptStore() {
        @Override
        public List<?> run(Script script, List<byte[]> keys, List<byte[]> arguments) throws ScriptException {
            throw new ScriptException("away");
        }

        @Override
        public List<?> insist(Script script, List<byte[]> keys, List<byte[]> arguments) throws ScriptException {
            throw new ScriptException("away");
        }

        @Override
        public State state() {
            return new State(false, 0, "away", 0);
        }

        @Override
        public void close() {}
    };

    @Test
    void endsThatAreGivenUpOneAfterTheOtherAreCountedEachAndLoggedOnce() {
        Limit limit = Cases.day("day", 100);
        List<Claim> claims = List.of(new Claim(limit, "a", 1));
        long longAgo = System.nanoTime() - Duration.ofMinutes(31).toNanos();
        try (LogCapture log = new LogCapture(RedisEnds.class);
                RedisEnds ends =
                        new RedisEnds(AWAY, id -> new LedgerQuestion("zentinel:", 0, 1000, id), Alerts.none())) {
            for (int i = 0; i < ENDS; i++) {
                ends.say(new RedisEnds.End("e" + i, claims, new long[] {1}, Cases.entry("request", 1), longAgo));
            }
            await().untilAsserted(() -> assertThat(ends.lost()).isEqualTo(ENDS));
            assertThat(ends.waiting()).isZero();
            assertThat(log.messages()).hasSize(1);
        }
    }
}
