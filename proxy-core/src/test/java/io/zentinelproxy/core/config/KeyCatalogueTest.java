package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KeyCatalogueTest {

    @Test
    void aKeyIsListedWithItsPathUnitDefaultMeaningAndSpellings() {
        DeclaredKey key = find("listeners.listener.request-timeout-secs");
        assertThat(key.type()).isEqualTo("duration");
        assertThat(key.unit()).isEqualTo("seconds");
        assertThat(key.fallback()).isEqualTo("60s");
        assertThat(key.meaning()).contains("408");
        assertThat(key.aliases()).containsExactly("request-timeout");
    }

    @Test
    void theTableHasALineForEachKeyBelowItsHeadings() {
        List<String> lines = KeyCatalogue.table().lines().toList();
        assertThat(lines).hasSize(KeyCatalogue.keys().size() + 1);
        assertThat(lines.getFirst()).startsWith("key ").contains("default");
        assertThat(lines).anyMatch(line -> line.startsWith("limits.max-body-size ") && line.contains("10 MiB"));
    }

    @Test
    void everyKeyHasAMeaningOfOneSentence() {
        assertThat(KeyCatalogue.keys()).allSatisfy(key -> {
            assertThat(key.meaning()).as(key.path()).endsWith(".").doesNotContain("\n");
            assertThat(key.fallback()).as(key.path()).isNotEmpty();
        });
    }

    @Test
    void noBlockDeclaresASpellingTwice() {
        check(ConfigurationReader.ROOT);
    }

    private static void check(Block block) {
        Set<String> variants = block.blocks().stream()
                .filter(child -> !child.variant().isEmpty())
                .map(Block::name)
                .collect(Collectors.toSet());
        assertThat(block.vocabulary())
                .as(block.name())
                .filteredOn(name -> !variants.contains(name))
                .doesNotHaveDuplicates();
        assertThat(block.blocks()).extracting(Block::title).doesNotHaveDuplicates();
        block.blocks().forEach(KeyCatalogueTest::check);
    }

    private static DeclaredKey find(String path) {
        return KeyCatalogue.keys().stream()
                .filter(key -> key.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
