package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlException;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.core.config.kdl.SourceText;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The language of a file, told from the end of its name. */
enum ConfigurationFormat {
    /** Every name that ends otherwise, as a file may be a pipe. */
    KDL {
        @Override
        KdlDocument parse(String fileName, String text, Extensions extensions) throws ConfigurationException {
            try {
                return KdlDocument.parse(fileName, text);
            } catch (KdlException notKdl) {
                throw new ConfigurationException(notKdl.problems(), 0);
            }
        }
    },

    JSON {
        @Override
        KdlDocument parse(String fileName, String text, Extensions extensions) throws ConfigurationException {
            // Some editors write a byte order mark, which a reader may ignore (RFC 8259 section 8.1), as that of KDL
            // does.
            return JsonMapping.document(fileName, text.startsWith("\uFEFF") ? text.substring(1) : text, extensions);
        }
    },

    /** The original reads TOML as well. */
    UNSUPPORTED {
        @Override
        KdlDocument parse(String fileName, String text, Extensions extensions) throws ConfigurationException {
            Position start = new Position(new SourceText(fileName, ""), 0);
            Problem problem = Problem.at(start, "this version reads KDL and JSON, not TOML or YAML")
                    .expecting("a file whose name ends in .kdl or .json");
            throw new ConfigurationException(List.of(problem), 0);
        }
    };

    private static final List<String> OTHERS = List.of(".toml", ".yaml", ".yml");

    static ConfigurationFormat of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return JSON;
        }
        return OTHERS.stream().anyMatch(name::endsWith) ? UNSUPPORTED : KDL;
    }

    /** @throws ConfigurationException with everything that is wrong with the text in this language */
    abstract KdlDocument parse(String fileName, String text, Extensions extensions) throws ConfigurationException;
}
