package io.zentinelproxy.core.script;

/** The store did not answer in time, or was not asked as it did not before. The message says which and why, without secrets. */
public final class ScriptException extends Exception {
    private static final long serialVersionUID = 1;

    public ScriptException(String message) {
        super(message, null, false, false);
    }
}
