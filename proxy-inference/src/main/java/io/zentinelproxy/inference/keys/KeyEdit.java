package io.zentinelproxy.inference.keys;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlException;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlProperty;
import io.zentinelproxy.core.config.kdl.KdlValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one key in the text of a file, which leave every other character as its author wrote it, remarks included. Made for one
 * text, which was read before as a file of keys.
 */
final class KeyEdit {
    private final String text;
    private final KdlNode key;

    private KeyEdit(String text, KdlNode key) {
        this.text = text;
        this.key = key;
    }

    /** @throws KeyFileException where the text has no such key */
    static KeyEdit of(String name, String text, String id) throws KeyFileException {
        try {
            KdlDocument document = KdlDocument.parseKdl2(name, text);
            for (KdlNode node : document.nodes()) {
                if (node.name().equals(KeyFileReader.KEY_NODE) && id.equals(idOf(node))) {
                    return new KeyEdit(text, node);
                }
            }
        } catch (KdlException broken) {
            throw new KeyFileException(name + ": this is no KDL");
        }
        throw new KeyFileException(name + ": there is no key of the id " + id);
    }

    private static @Nullable String idOf(KdlNode node) {
        List<KdlValue> arguments = node.arguments();
        return !arguments.isEmpty() && arguments.getFirst() instanceof KdlValue.Text id ? id.text() : null;
    }

    /** A key of the block as it is written: where its name begins, and its value. */
    private record Written(int at, boolean property, KdlValue.Text value) {}

    /** The text with the key revoked at a time. */
    String revoked(Instant now) throws KeyFileException {
        Written hash = hash();
        return inserted(
                text, hash, KeyFileReader.REVOKED_NODE + (hash.property ? "=" : " ") + NewKey.quoted(now.toString()));
    }

    /** The text with another hash and prefix, and where {@code until} is said with the old hash until then. */
    String rotated(KeyHash hash, String prefix, @Nullable Instant until) throws KeyFileException {
        Written old = hash();
        Written begins = find(KeyFileReader.PREFIX_NODE);
        // From the end of the text to its beginning, so that places stay.
        String edited = text;
        if (begins != null && begins.at > old.at) {
            edited = replaced(edited, begins, prefix);
        }
        edited = replaced(edited, old, hash.written());
        if (until != null) {
            edited = inserted(edited, old, replacedNode(old, until));
        }
        return begins != null && begins.at < old.at ? replaced(edited, begins, prefix) : edited;
    }

    private static String replacedNode(Written old, Instant until) throws KeyFileException {
        if (old.property) {
            throw new KeyFileException(old.value.position()
                    + ": `hash` must stand in a line of its own for the old key to be kept a while");
        }
        return KeyFileReader.REPLACED_NODE + " { hash " + NewKey.quoted(old.value.text()) + "; until "
                + NewKey.quoted(until.toString()) + "; }";
    }

    private Written hash() throws KeyFileException {
        Written hash = find(KeyFileReader.HASH_NODE);
        if (hash == null) {
            throw new KeyFileException(key.position() + ": this key has no `hash` that can be changed");
        }
        return hash;
    }

    private @Nullable Written find(String name) {
        for (KdlProperty property : key.properties()) {
            if (property.name().equals(name) && property.value() instanceof KdlValue.Text value) {
                return new Written(property.position().offset(), true, value);
            }
        }
        for (KdlNode child : key.children()) {
            if (child.name().equals(name)
                    && !child.arguments().isEmpty()
                    && child.arguments().getFirst() instanceof KdlValue.Text value) {
                return new Written(child.position().offset(), false, value);
            }
        }
        return null;
    }

    /** With something of the same kind before it: in the same line where the block is one line, else in a line of its own. */
    private String inserted(String edited, Written before, String what) {
        int line = edited.lastIndexOf('\n', before.at - 1) + 1;
        String indent = edited.substring(line, before.at);
        String between = before.property ? " " : indent.isBlank() ? "\n" + indent : "; ";
        return edited.substring(0, before.at) + what + between + edited.substring(before.at);
    }

    private static String replaced(String edited, Written what, String by) throws KeyFileException {
        int at = what.value.position().offset();
        String bare = what.value.text();
        String quoted = '"' + bare + '"';
        String written = edited.startsWith(quoted, at) ? quoted : bare;
        if (!edited.startsWith(written, at)) {
            throw new KeyFileException(
                    what.value.position() + ": written in a way that cannot be changed; expected a plain string");
        }
        return edited.substring(0, at) + NewKey.quoted(by) + edited.substring(at + written.length());
    }
}
