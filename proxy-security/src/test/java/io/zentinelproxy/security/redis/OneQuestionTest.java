package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.hourly;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.LimitStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A decision over several limits is one command, and nothing else is ever said: the server itself tells. */
class OneQuestionTest {
    @Test
    void aDecisionIsOneEvalsha() throws Exception {
        try (RedisServer redis = RedisServer.start();
                LimitStore store = RedisStore.open(Questions.at(redis.port()))) {
            take(store, charge(hourly("first", 10), "a", 1));
            Process monitor = new ProcessBuilder("redis-cli", "-p", String.valueOf(redis.port()), "monitor").start();
            try (BufferedReader said =
                    new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(said.readLine()).isEqualTo("OK");
                for (int i = 0; i < 10; i++) {
                    take(store, charge(hourly("one", 100), "a", 1), charge(hourly("two", 100), "b", 1));
                }
                redis.cli("echo", "over");
                List<String> heard = new ArrayList<>();
                for (String line = said.readLine(); !line.contains("\"over\""); line = said.readLine()) {
                    // What the program does is told as well, as of "lua".
                    if (!line.contains(" lua]")
                            && !line.toLowerCase(java.util.Locale.ROOT).contains("\"command\"")) {
                        heard.add(line.split("\"")[1]);
                    }
                }
                assertThat(heard).hasSize(10).allMatch("EVALSHA"::equals);
            } finally {
                monitor.destroyForcibly();
            }
        }
    }
}
