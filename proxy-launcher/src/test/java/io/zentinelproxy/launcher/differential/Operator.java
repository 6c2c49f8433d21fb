package io.zentinelproxy.launcher.differential;

import io.zentinelproxy.launcher.differential.Draft.Line;
import java.util.List;
import java.util.Random;

/** A way to change a request, by the rows of attacks: framing, fields, target, request line, line ends, pipelining. */
enum Operator {
    LENGTH {
        @Override
        void change(Draft draft, Random random) {
            put(
                    draft,
                    Line.of(
                            any(random, "Content-Length", "content-length", "Content_Length"),
                            any(random, Hostile.LENGTHS)),
                    random);
        }
    },
    CODING {
        @Override
        void change(Draft draft, Random random) {
            put(
                    draft,
                    Line.of(
                            any(random, "Transfer-Encoding", "TRANSFER-ENCODING", "Transfer_Encoding"),
                            any(random, Hostile.CODINGS)),
                    random);
        }
    },
    CHUNKS {
        @Override
        void change(Draft draft, Random random) {
            draft.content = any(random, Hostile.CHUNKS);
            draft.lines.removeIf(line -> line.name().equals("Content-Length"));
            if (draft.lines.stream().noneMatch(line -> line.name().equals("Transfer-Encoding"))) {
                put(draft, Line.of("Transfer-Encoding", "chunked"), random);
            }
        }
    },
    TARGET {
        @Override
        void change(Draft draft, Random random) {
            draft.target = random.nextBoolean()
                    ? any(random, Hostile.TARGETS)
                    : draft.target + any(random, Hostile.PATH_PARTS);
        }
    },
    HOST {
        @Override
        void change(Draft draft, Random random) {
            if (random.nextInt(3) > 0) {
                draft.lines.removeIf(line -> line.name().equals("Host"));
            }
            put(draft, Line.of("Host", any(random, Hostile.HOSTS)), random);
        }
    },
    FIELD {
        @Override
        void change(Draft draft, Random random) {
            String[] field = any(random, Hostile.FIELDS).split(": ", 2);
            put(draft, Line.of(field[0], field[1]), random);
        }
    },
    REQUEST_LINE {
        @Override
        void change(Draft draft, Random random) {
            if (random.nextBoolean()) {
                draft.version = any(random, Hostile.VERSIONS);
            } else {
                draft.method = any(random, Hostile.METHODS);
            }
        }
    },
    LINE_SHAPE {
        @Override
        void change(Draft draft, Random random) {
            if (draft.lines.isEmpty()) {
                return;
            }
            int at = random.nextInt(draft.lines.size());
            Line line = draft.lines.get(at);
            draft.lines.set(
                    at,
                    switch (random.nextInt(6)) {
                        case 0 ->
                            new Line(
                                    line.name(),
                                    any(random, ":", " : ", ":\t", "\t:", ": \t ", ""),
                                    line.value(),
                                    line.end());
                        case 1 ->
                            new Line(
                                    line.name(),
                                    line.separator(),
                                    "\r\n" + any(random, " ", "\t") + line.value(),
                                    line.end());
                        case 2 -> new Line(line.name(), line.separator(), line.value(), any(random, Hostile.LINE_ENDS));
                        case 3 ->
                            new Line(
                                    any(random, " ", "\t", "\0", "\u00a0") + line.name(),
                                    line.separator(),
                                    line.value(),
                                    line.end());
                        case 4 ->
                            new Line(
                                    line.name()
                                            .toUpperCase(java.util.Locale.ROOT)
                                            .replace('-', any(random, "-", "_").charAt(0)),
                                    line.separator(),
                                    line.value(),
                                    line.end());
                        default ->
                            new Line(
                                    line.name(),
                                    line.separator(),
                                    any(random, "\u000b", "\f", "\0", "\u0085", "\"", ",", "\u00ff") + line.value(),
                                    line.end());
                    });
        }
    },
    REPEAT {
        @Override
        void change(Draft draft, Random random) {
            if (!draft.lines.isEmpty()) {
                put(draft, draft.lines.get(random.nextInt(draft.lines.size())), random);
            }
        }
    },
    REMOVE {
        @Override
        void change(Draft draft, Random random) {
            if (!draft.lines.isEmpty()) {
                draft.lines.remove(random.nextInt(draft.lines.size()));
            }
        }
    },
    LINE_ENDS {
        @Override
        void change(Draft draft, Random random) {
            switch (random.nextInt(4)) {
                case 0 -> draft.startEnd = any(random, Hostile.LINE_ENDS);
                case 1 -> draft.emptyLine = any(random, Hostile.LINE_ENDS);
                case 2 -> draft.before = any(random, "\r\n", "\r\n\r\n", "\n", "\r", " ", "\0");
                default ->
                    draft.content = draft.content.replaceFirst("\r\n", any(random, "\n", "\r", "\r\r\n", "\n\r"));
            }
        }
    },
    PIPELINE {
        @Override
        void change(Draft draft, Random random) {
            draft.behind = any(random, Hostile.BEHIND);
        }
    },
    CONTENT {
        @Override
        void change(Draft draft, Random random) {
            int length = draft.content.length();
            draft.content = switch (random.nextInt(3)) {
                case 0 -> draft.content + any(random, "x", "\r\n", "GET / HTTP/1.1\r\n\r\n");
                case 1 -> draft.content.substring(0, random.nextInt(length + 1));
                default -> draft.content.substring(random.nextInt(length + 1));
            };
        }
    };

    abstract void change(Draft draft, Random random);

    static String any(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    static String any(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static void put(Draft draft, Line line, Random random) {
        draft.lines.add(random.nextInt(draft.lines.size() + 1), line);
    }
}
