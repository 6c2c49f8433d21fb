package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.script.Script;
import io.zentinelproxy.core.script.ScriptException;
import io.zentinelproxy.core.script.ScriptStore;
import io.zentinelproxy.core.script.ScriptStoreSettings;
import io.zentinelproxy.core.script.ScriptStoreType;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Programs of other modules, run by the servers that limits are counted on: connections, timeouts and outages are dealt with as theirs. Any thread. */
public final class RedisScripts implements ScriptStore {
    /** In blocks that have the keys of servers, without a prefix and a fallback, which their users have of their own. */
    public static final ScriptStoreType TYPE = new Type();

    /** The command, the digest and the count of keys. */
    private static final int BEFORE_KEYS = 3;

    private final Servers servers;
    private final Map<Script, byte[]> digests = new HashMap<>();
    private final long timeoutNanos;

    private RedisScripts(RedisSettings settings, List<Script> scripts, ScriptStoreSettings.Probe probe)
            throws IOException {
        Map<String, byte[]> texts = new HashMap<>();
        for (Script script : scripts) {
            put(script, texts);
        }
        byte[][] question = {BucketScript.EVALSHA, put(probe.script(), texts), octets("1"), octets(probe.key())};
        timeoutNanos = settings.timeout().toNanos();
        servers = RedisStore.servers(settings, question, new Texts(texts));
    }

    private byte[] put(Script script, Map<String, byte[]> texts) {
        byte[] text = octets(script.text());
        String digest = sha1(text);
        texts.put(digest, text);
        digests.put(script, octets(digest));
        return octets(digest);
    }

    /** @throws IOException where a server says that we may not use it, or a file cannot be read */
    static RedisScripts open(RedisSettings settings, List<Script> scripts, ScriptStoreSettings.Probe probe)
            throws IOException {
        RedisScripts store = new RedisScripts(settings, scripts, probe);
        try {
            store.servers.greet();
            return store;
        } catch (DeniedException e) {
            store.close();
            throw new IOException("redis " + e.getMessage(), e);
        }
    }

    @Override
    public List<?> run(Script script, List<byte[]> keys, List<byte[]> arguments) throws ScriptException {
        return ask(Node::decide, script, keys, arguments);
    }

    @Override
    public List<?> insist(Script script, List<byte[]> keys, List<byte[]> arguments) throws ScriptException {
        return ask(Node::decideAnyway, script, keys, arguments);
    }

    /** How a server is asked. */
    private interface Way {
        List<?> ask(Node node, byte[][] question, boolean asking, long deadline) throws StoreException, MovedException;
    }

    private List<?> ask(Way way, Script script, List<byte[]> keys, List<byte[]> arguments) throws ScriptException {
        byte[] digest = digests.get(script);
        if (digest == null) {
            throw new IllegalArgumentException("a program that was not told at the start: " + script.name());
        }
        byte[][] question = new byte[BEFORE_KEYS + keys.size() + arguments.size()][];
        question[0] = BucketScript.EVALSHA;
        question[1] = digest;
        question[2] = octets(Integer.toString(keys.size()));
        int at = BEFORE_KEYS;
        for (byte[] key : keys) {
            question[at++] = key;
        }
        for (byte[] argument : arguments) {
            question[at++] = argument;
        }
        return ask(way, servers.slot(keys.getFirst()), question, System.nanoTime() + timeoutNanos);
    }

    private List<?> ask(Way way, int slot, byte[][] question, long deadline) throws ScriptException {
        try {
            Node node = servers.at(slot);
            try {
                return way.ask(node, question, false, deadline);
            } catch (MovedException e) {
                return way.ask(servers.moved(slot, e), question, !e.isForGood(), deadline);
            }
        } catch (MovedException e) {
            servers.suspect();
            throw new ScriptException("redis: slot " + slot + " is on its way from one server to another");
        } catch (StoreException e) {
            servers.suspect();
            throw new ScriptException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public State state() {
        boolean up = !servers.all().isEmpty();
        long failures = 0;
        String last = "";
        for (Node node : servers.all()) {
            StoreState state = node.state();
            up &= state.up();
            failures += state.failures();
            last = state.lastFailure().isEmpty() ? last : state.lastFailure();
        }
        return new State(up, failures, last, servers.changes());
    }

    @Override
    public void close() {
        servers.close();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** By which Redis knows a program; nothing depends on its strength. */
    private static String sha1(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /** By their digests. */
    private record Texts(Map<String, byte[]> byDigest) implements Node.Program {
        @Override
        public byte[][] withText(byte[][] command) {
            byte[][] all = command.clone();
            all[0] = BucketScript.EVAL;
            all[1] = byDigest.get(new String(command[1], StandardCharsets.US_ASCII));
            return all;
        }

        @Override
        public boolean isAnswer(List<?> told, byte[][] command) {
            return !told.isEmpty();
        }
    }

    /** In a block of another module. */
    private static final class Type implements ScriptStoreType {
        @Override
        public List<Key<?>> keys() {
            return RedisKeys.SERVERS;
        }

        @Override
        public @Nullable ScriptStoreSettings read(Section section) {
            RedisSettings settings = RedisKeys.readServers(section);
            return settings == null ? null : new Settings(settings);
        }
    }

    private record Settings(RedisSettings redis) implements ScriptStoreSettings {
        @Override
        public String kind() {
            return "redis";
        }

        @Override
        public ScriptStore open(List<Script> scripts, Probe probe) throws IOException {
            return RedisScripts.open(redis, scripts, probe);
        }
    }

    /** Of a server by its URL, with what else is usual, such as for tests. */
    public static ScriptStoreSettings of(RedisSettings settings) {
        return new Settings(settings);
    }
}
