package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A file and all that it includes as one list of nodes: in the place of each {@code include} stand the nodes of its files. A file
 * that is included twice is taken once; one that includes itself, in however many steps, is refused. For one loading, on one
 * thread.
 */
final class Includes {
    /** Octets of all files together. More is taken for a mistake. */
    static final int MAX_OCTETS = 64 << 20;

    static final int MAX_FILES = 1000;

    /** Files that include each other in a row. */
    static final int MAX_DEPTH = 32;

    static final Key<FilePattern> KEY = Key.plural(
            "include",
            ValueType.ofText(
                    "files",
                    "a path such as \"sites/*.kdl\"",
                    Includes::pattern,
                    pattern -> '"' + pattern.text() + '"'),
            "none",
            "Files whose blocks belong to this configuration, relative to this file. `*` stands for any characters of a name, `?`"
                    + " for one, a whole name `**` for any folders; they are taken in the order of their names.");

    private final Extensions extensions;
    private final List<Path> files = new ArrayList<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private final Set<Path> sought = new LinkedHashSet<>();
    private final Set<Path> taken = new HashSet<>();
    private final List<Step> chain = new ArrayList<>();

    private final List<KdlNode> nodes = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Problems problems = new Problems();
    private final MessageDigest digest = sha256();
    private int octetsLeft = MAX_OCTETS;
    private int partsLeft = KdlDocument.MAX_PARTS;

    /** @param extensions what modules add, whose blocks a file in JSON may hold as well */
    Includes(Extensions extensions) {
        this.extensions = extensions;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /**
     * A file whose nodes are being taken.
     *
     * @param real by which it is known again
     * @param line of the {@code include} in it that is being followed
     */
    private record Step(Path real, String name, int line) {}

    /**
     * Reads a file and what it includes.
     *
     * @throws ConfigurationException with everything that is wrong in any of the files as KDL or JSON, or with an {@code include}
     */
    KdlDocument read(Path file) throws ConfigurationException {
        KdlDocument main = document(file);
        append(file, main);
        problems.throwIfAny();
        return new KdlDocument(main.source(), List.copyOf(nodes));
    }

    /** SHA-256 of all that was read, in that order, in hexadecimal. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Those read, in that order. */
    List<Path> files() {
        return files;
    }

    /** Those in which files were looked for by a pattern. */
    Set<Path> folders() {
        return folders;
    }

    /** Files that were to be read, whether they could be or not, and the folders. */
    Set<Path> sought() {
        return sought;
    }

    List<Problem> warnings() {
        return warnings;
    }

    private KdlDocument document(Path file) throws ConfigurationException {
        sought.add(file);
        TextFile text = TextFile.read(file, octetsLeft);
        octetsLeft -= text.octets();
        digest.update(text.text().getBytes(StandardCharsets.UTF_8));
        files.add(file);
        taken.add(real(file));
        KdlDocument document = ConfigurationFormat.of(file).parse(file.toString(), text.text(), extensions);
        partsLeft -= parts(document.nodes());
        if (partsLeft < 0) {
            String message = "all files together have more than " + KdlDocument.MAX_PARTS + " nodes and values";
            throw new ConfigurationException(List.of(Problem.at(new Position(document.source(), 0), message)), 0);
        }
        return document;
    }

    private static int parts(List<KdlNode> nodes) {
        int parts = 0;
        for (KdlNode node : nodes) {
            parts += 1 + node.arguments().size() + node.properties().size() + parts(node.children());
        }
        return parts;
    }

    private void append(Path file, KdlDocument document) {
        for (KdlNode node : document.nodes()) {
            if (!node.name().equals(KEY.name())) {
                nodes.add(node);
                continue;
            }
            chain.add(new Step(real(file), file.toString(), node.position().line()));
            List<Located<FilePattern>> patterns = new ArrayList<>();
            Entry.of(node).each(KEY.type(), problems, patterns);
            patterns.forEach(pattern -> includeAll(file, pattern));
            chain.removeLast();
        }
    }

    private void includeAll(Path from, Located<FilePattern> written) {
        FilePattern pattern = written.value();
        Path folder = from.getParent() == null ? Path.of("") : from.getParent();
        try {
            List<Path> found = pattern.find(folder);
            folders.addAll(pattern.folders());
            sought.addAll(pattern.folders());
            if (found.isEmpty()) {
                reportNothing(folder, written);
            }
            found.forEach(file -> include(file, written.position()));
        } catch (IOException e) {
            problems.add(Problem.at(written.position(), "the files cannot be looked for: " + e.getMessage()));
        }
    }

    private void reportNothing(Path folder, Located<FilePattern> written) {
        String pattern = written.value().text();
        if (written.value().isPlain()) {
            sought.add(folder.resolve(pattern));
            problems.add(Problem.at(written.position(), "there is no file `" + pattern + "`"));
        } else {
            warnings.add(Problem.at(written.position(), "no file fits `" + pattern + "`"));
        }
    }

    private void include(Path file, Position at) {
        Path real = real(file);
        if (chain.stream().anyMatch(step -> step.real.equals(real))) {
            problems.add(Problem.at(at, "files include each other in a circle: " + circle(file)));
        } else if (taken.contains(real)) {
            return;
        } else if (chain.size() == MAX_DEPTH) {
            problems.add(Problem.at(at, "files include each other more than " + MAX_DEPTH + " deep"));
        } else if (files.size() == MAX_FILES) {
            problems.add(Problem.at(at, "there are more than " + MAX_FILES + " files"));
        } else {
            take(file);
        }
    }

    private void take(Path file) {
        try {
            append(file, document(file));
        } catch (ConfigurationException refused) {
            refused.problems().forEach(problems::add);
        }
    }

    private String circle(Path file) {
        String steps = chain.stream()
                .map(step -> step.name + " (line " + step.line + ")")
                .collect(Collectors.joining(" -> "));
        return steps + " -> " + file;
    }

    /** The same for all names of a file. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException gone) {
            return file.toAbsolutePath().normalize();
        }
    }

    private static FilePattern pattern(String text) throws Refusal {
        try {
            if (text.isBlank()) {
                throw Refusal.because("an empty path");
            }
            return new FilePattern(Path.of(text).toString());
        } catch (InvalidPathException e) {
            throw Refusal.because("not a path");
        }
    }
}
