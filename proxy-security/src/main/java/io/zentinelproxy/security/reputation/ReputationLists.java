package io.zentinelproxy.security.reputation;

import io.zentinelproxy.security.file.BadFileException;
import io.zentinelproxy.security.file.Source;
import io.zentinelproxy.security.prefix.PrefixTable;
import io.zentinelproxy.security.prefix.PrefixTableBuilder;
import java.nio.file.Path;
import java.util.List;

/** Several lists as one table of scores from 0 to 100. The longest prefix holds; of the same prefix in several lists the worst score. */
public record ReputationLists(List<Entry> lists) implements Source<PrefixTable> {

    /** One file. */
    public record Entry(Path file, ListFormat format) {}

    @Override
    public List<Path> files() {
        return lists.stream().map(Entry::file).toList();
    }

    @Override
    public PrefixTable read() throws BadFileException {
        PrefixTableBuilder table = new PrefixTableBuilder();
        for (Entry entry : lists) {
            entry.format().read(new ScoredList(entry.file(), table));
        }
        return table.build();
    }
}
