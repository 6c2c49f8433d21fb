package io.zentinelproxy.security.reputation;

import io.zentinelproxy.security.file.BadFileException;
import io.zentinelproxy.security.file.Lines;

/** How a list is written. {@code #} begins a remark but in JSON. */
public enum ListFormat {
    /** An address or network a line, and behind white space its score where it has one. */
    PLAIN {
        @Override
        void read(ScoredList list) throws BadFileException {
            Lines.read(list.file(), (line, text) -> {
                int space = firstSpace(text);
                if (space < 0) {
                    list.add(line, text);
                } else {
                    list.add(
                            line,
                            text.substring(0, space),
                            text.substring(space).strip());
                }
            });
        }
    },

    /** The address in the first column and the score, if any, in the second; what follows is not looked at. A first line without either names the columns. */
    CSV {
        @Override
        void read(ScoredList list) throws BadFileException {
            Lines.read(list.file(), (line, text) -> {
                String[] cells = text.split(",", 3);
                String address = cell(cells[0]);
                String score = cells.length == 1 ? "" : cell(cells[1]);
                if (line == 1 && isHeading(address) && !ScoredList.isNumber(score)) {
                    return;
                }
                if (score.isEmpty()) {
                    list.add(line, address);
                } else {
                    list.add(line, address, score);
                }
            });
        }
    },

    /** An array of addresses and of objects with {@code address} and {@code score}. */
    JSON {
        @Override
        void read(ScoredList list) throws BadFileException {
            JsonList.read(list);
        }
    };

    abstract void read(ScoredList list) throws BadFileException;

    private static int firstSpace(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ' || text.charAt(i) == '\t') {
                return i;
            }
        }
        return -1;
    }

    /** A name begins with a letter and has neither of what every address has one of. */
    private static boolean isHeading(String cell) {
        return !cell.isEmpty() && Character.isLetter(cell.charAt(0)) && cell.indexOf(':') < 0 && cell.indexOf('.') < 0;
    }

    private static String cell(String text) {
        String cell = text.strip();
        boolean quoted = cell.length() >= 2 && cell.startsWith("\"") && cell.endsWith("\"");
        return quoted ? cell.substring(1, cell.length() - 1) : cell;
    }
}
