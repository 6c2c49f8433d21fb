package io.zentinelproxy.launcher.cli;

import java.util.List;

/**
 * What {@code --help} says of a verb.
 *
 * @param summary one line, shown in the list of verbs
 * @param description paragraphs
 * @param exits what each exit code means here, as {@code code:meaning}
 * @param examples command lines
 */
record Manual(String summary, String description, List<String> exits, List<String> examples) {}
