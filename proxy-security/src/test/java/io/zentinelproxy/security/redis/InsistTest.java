package io.zentinelproxy.security.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.script.Script;
import io.zentinelproxy.core.script.ScriptException;
import io.zentinelproxy.core.script.ScriptStore;
import io.zentinelproxy.core.script.ScriptStoreSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be said later is said also to a server that is not asked at the moment. */
class InsistTest {
    private static final Script ONE = new Script("one", "return {1}");
    private static final List<byte[]> KEYS = List.of("k".getBytes(StandardCharsets.US_ASCII));

    private static String failure(ScriptStore store, boolean insisting) {
        try {
            return insisting
                    ? store.insist(ONE, KEYS, List.of()).toString()
                    : store.run(ONE, KEYS, List.of()).toString();
        } catch (ScriptException e) {
            return e.getMessage();
        }
    }

    @Test
    void aServerThatDidNotAnswerBeforeIsAskedByWhoInsists() throws Exception {
        try (RedisServer redis = RedisServer.start();
                ScriptStore store = RedisScripts.of(Questions.at(redis.port()))
                        .open(List.of(ONE), new ScriptStoreSettings.Probe(ONE, "probe"))) {
            assertThat(store.insist(ONE, KEYS, List.of()).toString()).isEqualTo("[1]");
            redis.kill();
            await().until(() -> failure(store, false).contains("is not asked, as it did not answer before"));
            assertThat(failure(store, true)).contains("Connection refused");
        }
    }

    @Test
    void aServerThatWasStartedAgainHasChanged() throws Exception {
        try (RedisServer redis = RedisServer.start();
                ScriptStore store = RedisScripts.of(Questions.at(redis.port()))
                        .open(List.of(ONE), new ScriptStoreSettings.Probe(ONE, "probe"))) {
            long before = store.state().changes();
            store.run(ONE, KEYS, List.of());
            assertThat(store.state().changes()).isEqualTo(before);
            redis.kill();
            redis.restart();
            await().until(() -> failure(store, false).equals("[1]"));
            assertThat(store.state().changes()).isGreaterThan(before);
        }
    }
}
