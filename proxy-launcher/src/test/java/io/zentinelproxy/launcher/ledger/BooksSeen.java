package io.zentinelproxy.launcher.ledger;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server of Redis has of the books of one budget.
 *
 * @param used what the account has used
 * @param held what is reserved of it
 * @param entries in the stream
 * @param requests of those entries, each once
 */
record BooksSeen(long used, long held, long entries, long requests) {
    private static final Pattern REQUEST = Pattern.compile("(?m)^request\\n(\\S+)$");

    /**
     * @param cli asks the server, as {@code redis-cli} does
     * @param prefix of the keys
     */
    static BooksSeen at(Function<List<String>, String> cli, String prefix) {
        String account = cli.apply(List.of("KEYS", prefix + "{ledger}:a:*"));
        String stream = prefix + "{ledger}:entries";
        Matcher requests = REQUEST.matcher(cli.apply(List.of("XRANGE", stream, "-", "+")));
        return new BooksSeen(
                number(cli.apply(List.of("HGET", account, "used"))),
                number(cli.apply(List.of("HGET", account, "held"))),
                number(cli.apply(List.of("XLEN", stream))),
                requests.results().map(found -> found.group(1)).distinct().count());
    }

    /** Of so many requests, each of which has used {@link LedgerProxy#USED} tokens and is charged once, and nothing is held any more. */
    static BooksSeen of(long requests) {
        return new BooksSeen(requests * LedgerProxy.USED, 0, requests, requests);
    }

    private static long number(String text) {
        return text.isEmpty() || !text.chars().allMatch(Character::isDigit) ? -1 : Long.parseLong(text);
    }
}
