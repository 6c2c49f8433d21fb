package io.zentinelproxy.core.script;

import java.io.IOException;
import java.util.List;

/** A store as the configuration has it. */
public interface ScriptStoreSettings {
    /** What it is called in metrics, such as {@code redis}. */
    String kind();

    /**
     * One that does not answer is taken as down, and is asked again later.
     *
     * @param scripts all that it will be asked to run
     * @param probe a key that nobody reads, which is written to see whether the store can be used: one that scripts may touch
     * @throws IOException where it says that we may not use it, or a file cannot be read
     */
    ScriptStore open(List<Script> scripts, String probe) throws IOException;
}
