package io.zentinelproxy.core.script;

import java.io.IOException;
import java.util.List;

/** A store as the configuration has it. */
public interface ScriptStoreSettings {
    /** What it is called in metrics, such as {@code redis}. */
    String kind();

    /**
     * What is asked to see whether the store can be used.
     *
     * @param script does with its one key, which nobody else reads, all that the others do with theirs: a store that refuses a part of that
     *     is of no use, as is one that only reads, such as a replica
     * @param key one that the scripts may touch
     */
    record Probe(Script script, String key) {}

    /**
     * One that does not answer is taken as down, and is asked again later.
     *
     * @param scripts all that it will be asked to run
     * @throws IOException where it says that we may not use it, or a file cannot be read
     */
    ScriptStore open(List<Script> scripts, Probe probe) throws IOException;
}
