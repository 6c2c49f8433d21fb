package io.zentinelproxy.core.config;

import java.util.List;

/** Changes of a field section, made in this order: rename, set, add, remove. Names are as they were written. */
public record HeaderEdits(List<Rename> rename, List<Line> set, List<Line> add, List<String> remove) {
    /** No change. */
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of(), List.of());

    /** Every line of one name gets another. */
    public record Rename(String from, String to) {}

    /** A line with this value. */
    public record Line(String name, SecretText value) {}

    public boolean isEmpty() {
        return rename.isEmpty() && set.isEmpty() && add.isEmpty() && remove.isEmpty();
    }
}
