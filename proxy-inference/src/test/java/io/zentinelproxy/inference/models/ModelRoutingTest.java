package io.zentinelproxy.inference.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.config.BlockFile;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.inference.model.Provider;
import io.zentinelproxy.inference.models.ModelRouting.Choice;
import io.zentinelproxy.inference.models.ModelRouting.Choice.ContextExceeded;
import io.zentinelproxy.inference.models.ModelRouting.Choice.Routed;
import io.zentinelproxy.inference.models.ModelRouting.Choice.UnknownModel;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRoutingTest {
    @Test
    void theFirstRuleThatFitsTheModelWins() throws ConfigurationException {
        ModelRouting routing = routing("""
                model "gpt-4o-mini" upstream="small"
                model "gpt-*" upstream="openai" provider="openai"
                mappings {
                    mapping "claude-*" { upstream "anthropic"; provider "anthropic"; to "claude-sonnet-4"; }
                    mapping "gpt-4o-mini" { upstream "never"; }
                }
                default-upstream "local"
                """);

        assertThat(routing.choose("gpt-4o-mini", 0)).isEqualTo(new Routed("small", null, null));
        assertThat(routing.choose("gpt-4o", 0)).isEqualTo(new Routed("openai", null, Provider.OPENAI));
        assertThat(routing.choose("claude-3", 0))
                .isEqualTo(new Routed("anthropic", "claude-sonnet-4", Provider.ANTHROPIC));
        assertThat(routing.choose("llama", 0)).isEqualTo(new Routed("local", null, null));
        assertThat(routing.asksForSize()).isFalse();
    }

    @Test
    void anAliasIsPutInPlaceOnceBeforeRulesAreLookedAt() throws ConfigurationException {
        ModelRouting routing = routing("""
                alias "gpt-4" to="gpt-4o-mini"
                alias "gpt-4o-mini" to="never"
                model "gpt-4" upstream="never"
                model "gpt-4o-mini" upstream="openai"
                """);

        assertThat(routing.choose("gpt-4", 0)).isEqualTo(new Routed("openai", "gpt-4o-mini", null));
        assertThat(routing("alias \"a\" to=\"a\"").choose("a", 0)).isEqualTo(new Routed(null, null, null));
    }

    @Test
    void aLongPromptGoesWhereItFits() throws ConfigurationException {
        ModelRouting routing = routing("""
                model "gpt-4o" upstream="long" to="gpt-4.1" min-prompt-tokens=32000
                model "gpt-4o" upstream="short"
                context {
                    model "gpt-4o*" window=128000
                    model "gpt-4.1*" window=1000000
                }
                """);

        assertThat(routing.asksForSize()).isTrue();
        assertThat(routing.choose("gpt-4o", 31_999)).isEqualTo(new Routed("short", null, null));
        assertThat(routing.choose("gpt-4o", 32_000)).isEqualTo(new Routed("long", "gpt-4.1", null));
        assertThat(routing.choose("gpt-4o", 1_000_000)).isEqualTo(new Routed("long", "gpt-4.1", null));
        assertThat(routing.choose("gpt-4o", 1_000_001)).isEqualTo(new ContextExceeded(1_000_000));
        assertThat(routing.choose("gpt-4o-mini", 128_000)).isEqualTo(new Routed(null, null, null));
        assertThat(routing.choose("gpt-4o-mini", 128_001)).isEqualTo(new ContextExceeded(128_000));
        assertThat(routing.choose("other", Long.MAX_VALUE)).isEqualTo(new Routed(null, null, null));
    }

    @Test
    void aRuleWhoseModelDoesNotTakeThePromptIsPassedOver() throws ConfigurationException {
        ModelRouting routing = routing("""
                model "chat" upstream="a" to="small"
                model "chat" upstream="b" to="large"
                context { model "small" window=100; model "large" window=1000; model "chat" window=10; }
                """);

        assertThat(routing.choose("chat", 100)).isEqualTo(new Routed("a", "small", null));
        assertThat(routing.choose("chat", 101)).isEqualTo(new Routed("b", "large", null));
        assertThat(routing.choose("chat", 1001)).isEqualTo(new ContextExceeded(1000));
    }

    @Test
    void aModelWithoutARuleIsRefusedWhereThatIsSaid() throws ConfigurationException {
        ModelRouting routing = routing("unknown-models \"refuse\"; model \"a\" max-prompt-tokens=5");

        assertThat(routing.choose("b", 0)).isEqualTo(new UnknownModel());
        assertThat(routing.choose("a", 0)).isEqualTo(new Routed(null, null, null));
        assertThat(routing.choose("a", 6))
                .as("it has a rule, if for other sizes")
                .isEqualTo(new Routed(null, null, null));
        assertThat(routing("").choose("b", 0)).isEqualTo(new Routed(null, null, null));
    }

    @Test
    void rulesOfTheSameGlobAreChosenByWeight() throws ConfigurationException {
        ModelRouting routing = routing("""
                model "a*" upstream="one" weight=1
                model "b" upstream="other"
                model "a*" upstream="three" weight=3
                model "a*" upstream="long" weight=5 min-prompt-tokens=10
                model "a*" upstream="never"
                """);
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 40_000; i++) {
            Choice choice = routing.choose("a", 5);
            counts.merge(((Routed) choice).upstream(), 1, Integer::sum);
        }

        assertThat(counts).containsOnlyKeys("one", "three");
        assertThat(counts.get("one")).isBetween(9_500, 10_500);
    }

    /** As the original's documents write it. */
    @Test
    void theOriginalsSpellingsAreTaken() throws ConfigurationException {
        RoutingTerms terms = read("""
                model-header "X-Model-Name"
                mappings {
                    mapping "llama-70b*" {
                        upstream "local-llm"
                        weight 1
                    }
                    mapping "llama-7b*" {
                        upstream "local-llm"
                        weight 3  // Prefer smaller model
                    }
                    mapping "*" {
                        upstream "anthropic"
                    }
                }
                """);

        assertThat(terms.header()).isEqualTo("x-model-name");
        assertThat(terms.upstreams()).extracting(Located::value).containsExactly("local-llm", "local-llm", "anthropic");
        assertThat(terms.upstreams().getLast().position().line()).isEqualTo(12);
        assertThat(new ModelRouting(terms, new Random(1)).choose("llama-7b-chat", 0))
                .isEqualTo(new Routed("local-llm", null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model \"\" upstream=\"a\" | a pattern has from 1",
                "model \"a\" upstream=\"a b\" | not usable as a name",
                "model \"a\" provider=\"azure\" | no such choice `azure`",
                "model \"a\" weight=0 | 0 is out of range",
                "model \"a\" min-prompt-tokens=5 max-prompt-tokens=4 | no prompt has at least 5",
                "model \"a\" to=\"b*\" | a pattern names no model",
                "alias \"a\" | to",
                "context { model \"a\"; } | window",
                "unknown-models \"refuse\"; default-upstream \"a\" | no request is left",
                "model-header \"a b\" | no name of a field",
                "model \"a\" fallback=\"b\" | `fallback`"
            })
    void whatMeansNothingIsRefused(String block, String problem) {
        assertThatThrownBy(() -> read(block)).hasMessageContaining(problem);
    }

    private static ModelRouting routing(String block) throws ConfigurationException {
        return new ModelRouting(read(block), new Random(5));
    }

    private static RoutingTerms read(String block) throws ConfigurationException {
        return BlockFile.read("routing.kdl", block, RoutingBlock.BLOCK, RoutingBlock::read);
    }
}
