package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlException;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.Position;
import java.util.List;

/** A file beside the configuration that is read as strictly: KDL 2, by the declaration of a block. */
public final class BlockFile {
    private BlockFile() {}

    /**
     * Reads a text as the content of one block.
     *
     * @param fileName how messages call the text
     * @param declared what may stand in it
     * @throws ConfigurationException with everything that is wrong
     */
    public static <R> R read(String fileName, String text, Block declared, Section.Reader<R> reader)
            throws ConfigurationException {
        KdlDocument document = parse(fileName, text);
        Problems problems = new Problems();
        Position start = new Position(document.source(), 0);
        KdlNode root = new KdlNode(start, null, declared.name(), List.of(), List.of(), document.nodes());
        Section section = new Section(root, declared, Extensions.NONE, problems);
        R result = reader.read(section);
        section.close();
        problems.throwIfAny();
        if (result == null) {
            throw new IllegalStateException("nothing was read, and nothing is wrong");
        }
        return result;
    }

    private static KdlDocument parse(String fileName, String text) throws ConfigurationException {
        try {
            return KdlDocument.parseKdl2(fileName, text);
        } catch (KdlException notKdl) {
            throw new ConfigurationException(notKdl.problems(), 0);
        }
    }
}
