package io.zentinelproxy.launcher.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The user of Redis that docs/ledger.md tells to make. */
final class LedgerAccess {
    static final String PASSWORD = "no-books-without-me";

    static final String COMMANDS =
            "+evalsha +eval +time +exists +set +del +pexpire +hgetall +hset +hdel +zadd +zrem +zscore +zrangebyscore +xadd";

    private LedgerAccess() {}

    /** Words that make it. */
    static String[] user(String prefix, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "ACL", "SETUSER", "books", "reset", "on", ">" + PASSWORD, "~" + prefix + "{ledger}:*", "-@all"));
        words.addAll(List.of(COMMANDS.split(" ")));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /** What stands of it in the block {@code ledger}; the secret is in a file of this folder. */
    static String keys(Path folder) {
        return keys(folder, PASSWORD);
    }

    static String keys(Path folder, String password) {
        try {
            Path secret = Files.writeString(folder.resolve("secret-" + password.length()), password);
            return "redis-username \"books\"; redis-password \"file:" + secret + "\"";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
