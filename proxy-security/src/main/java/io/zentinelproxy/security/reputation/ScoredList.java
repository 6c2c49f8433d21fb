package io.zentinelproxy.security.reputation;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.security.file.BadFileException;
import io.zentinelproxy.security.file.Networks;
import io.zentinelproxy.security.prefix.PrefixTableBuilder;
import java.nio.file.Path;

/** A list while it is read. Confined to one thread. */
final class ScoredList {
    /** The worst; also that of an entry which names none: who is listed without a word is meant to be kept out. */
    static final int MAX_SCORE = 100;

    private static final int MAX_DIGITS = 3;

    private final Path file;
    private final PrefixTableBuilder into;

    ScoredList(Path file, PrefixTableBuilder into) {
        this.file = file;
        this.into = into;
    }

    Path file() {
        return file;
    }

    void add(int line, String address) throws BadFileException {
        add(line, address, MAX_SCORE);
    }

    void add(int line, String address, String score) throws BadFileException {
        add(line, address, scoreOf(line, score));
    }

    private void add(int line, String address, int score) throws BadFileException {
        Network network = Networks.parse(file, line, address);
        Networks.requireRoom(file, line, into.size());
        into.add(network, score);
    }

    private int scoreOf(int line, String text) throws BadFileException {
        if (!isNumber(text) || Integer.parseInt(text) > MAX_SCORE) {
            throw BadFileException.at(file, line, "the score is no whole number from 0 to " + MAX_SCORE);
        }
        return Integer.parseInt(text);
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
