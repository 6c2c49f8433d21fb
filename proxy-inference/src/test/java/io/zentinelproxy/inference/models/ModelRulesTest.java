package io.zentinelproxy.inference.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelRulesTest {
    @Test
    void theFirstRuleThatFitsWinsBeItANameOrAGlob() {
        ModelRules<String> rules = rules("gpt-4", "gpt-4*", "gpt-4o", "gpt-*", "gpt-4");

        assertThat(rules.find("gpt-4")).isEqualTo("0 gpt-4");
        assertThat(rules.find("gpt-4o")).as("the glob stands before the name").isEqualTo("1 gpt-4*");
        assertThat(rules.find("gpt-3.5")).isEqualTo("3 gpt-*");
        assertThat(rules.find("claude")).isNull();
    }

    @Test
    void itAgreesWithTryingOneRuleAfterTheOther() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            String[] patterns = new String[random.nextInt(6)];
            for (int j = 0; j < patterns.length; j++) {
                patterns[j] = List.of("a", "b", "ab", "a*", "*b", "*", "aa").get(random.nextInt(7));
            }
            String name = List.of("a", "b", "ab", "aa", "c").get(random.nextInt(5));

            assertThat(rules(patterns).find(name)).isEqualTo(oneByOne(patterns, name));
        }
    }

    private static String oneByOne(String[] patterns, String name) {
        for (int i = 0; i < patterns.length; i++) {
            if (ModelGlob.of(patterns[i]).matches(name)) {
                return i + " " + patterns[i];
            }
        }
        return null;
    }

    private static ModelRules<String> rules(String... patterns) {
        ModelRules.Builder<String> rules = new ModelRules.Builder<>();
        List<String> all = new ArrayList<>(List.of(patterns));
        for (int i = 0; i < all.size(); i++) {
            rules.add(ModelGlob.of(all.get(i)), i + " " + all.get(i));
        }
        return rules.build();
    }
}
