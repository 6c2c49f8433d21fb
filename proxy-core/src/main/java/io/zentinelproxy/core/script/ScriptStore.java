package io.zentinelproxy.core.script;

import java.util.List;

/** Runs programs, each in one question. Any thread. */
public interface ScriptStore extends AutoCloseable {
    /**
     * Nobody else is served meanwhile. It may run twice where a connection breaks: the program has to be one for which that makes no
     * difference.
     *
     * @param keys all that it touches, at least one; they have the same text in braces, so that one server of a cluster has them all
     * @return what it has returned: numbers as {@link Long}, texts as {@code byte[]}, and lists of them
     * @throws ScriptException where it is not known whether it has run
     */
    List<?> run(Script script, List<byte[]> keys, List<byte[]> arguments) throws ScriptException;

    /**
     * As {@link #run}, but asked also where it is not asked at the moment, as it did not answer before: for what cannot be said later.
     *
     * @throws ScriptException where it is not known whether it has run
     */
    List<?> insist(Script script, List<byte[]> keys, List<byte[]> arguments) throws ScriptException;

    State state();

    @Override
    void close();

    /**
     * How it is.
     *
     * @param up whether it is asked
     * @param failures questions without an answer
     * @param lastFailure without secrets; empty where nothing went wrong
     * @param changes times that a server may have become another, or may have lost what it heard last: its connections broke, or another one
     *     has its keys now
     */
    record State(boolean up, long failures, String lastFailure, long changes) {}
}
