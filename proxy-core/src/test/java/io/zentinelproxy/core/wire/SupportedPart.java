package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.core.testkit.KdlTree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a configuration without the blocks that this version refuses as a later one's, and without what names them:
 * an https listener goes, a filter of such a type, its name in the routes' lists, a route that such a handler answers. Anything
 * else that is refused fails.
 */
final class SupportedPart {
    private static final Pattern LATER = Pattern.compile("`.+` is known, but not supported by this version");
    private static final Pattern NAMES_WHAT_WENT =
            Pattern.compile("there is no filter `.+`.*|a route of this type has a block `.+`");

    /** Rounds: what goes in the first is named by what goes in the second. */
    private static final int ROUNDS = 4;

    private SupportedPart() {}

    static KdlTree of(KdlTree whole) {
        String text = whole.render();
        for (int round = 0; round < ROUNDS; round++) {
            List<Problem> problems = problemsOf(text);
            if (problems.isEmpty()) {
                return KdlTree.parse("test.kdl", text);
            }
            text = without(KdlTree.parse("test.kdl", text), offsets(problems)).render();
        }
        throw new AssertionError("still refused:\n" + problemsOf(text));
    }

    private static List<Problem> problemsOf(String text) {
        try {
            ConfigurationLoader.parse("test.kdl", text);
            return List.of();
        } catch (ConfigurationException refused) {
            return refused.problems();
        }
    }

    private static Set<Integer> offsets(List<Problem> problems) {
        Set<Integer> offsets = new HashSet<>();
        for (Problem problem : problems) {
            if (!LATER.matcher(problem.message()).matches()
                    && !NAMES_WHAT_WENT.matcher(problem.message()).matches()) {
                throw new AssertionError("refused for another reason: " + problem.render());
            }
            offsets.add(problem.position().offset());
        }
        return offsets;
    }

    private static KdlTree without(KdlTree tree, Set<Integer> refused) {
        return tree.changed((path, node) -> keep(node, refused));
    }

    /** The node without the values that are refused, or null where it goes as a whole. */
    private static @Nullable KdlNode keep(KdlNode node, Set<Integer> refused) {
        if (isRefused(node.position(), refused)
                || node.children().stream().anyMatch(child -> takesAlong(child, refused))) {
            return null;
        }
        List<KdlValue> left = node.arguments().stream()
                .filter(argument -> !isRefused(argument.position(), refused))
                .toList();
        if (left.size() == node.arguments().size()) {
            return node;
        }
        return left.isEmpty() ? null : KdlTree.withArguments(node, left);
    }

    /** Whether the block around a refused value is nothing without it. */
    private static boolean takesAlong(KdlNode child, Set<Integer> refused) {
        return Set.of("type", "protocol", "builtin-handler").contains(child.name())
                && child.arguments().stream().anyMatch(argument -> isRefused(argument.position(), refused));
    }

    private static boolean isRefused(Position position, Set<Integer> refused) {
        return refused.contains(position.offset());
    }
}
