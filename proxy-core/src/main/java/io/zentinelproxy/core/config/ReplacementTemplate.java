package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.PathChange.Part;
import io.zentinelproxy.core.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.List;

/** Reads a replacement such as {@code /v2/$1/${id}}, in which {@code $$} stands for a dollar sign. */
final class ReplacementTemplate {
    private static final CharSet PLAIN = CharSet.range(0x21, 0x7E);

    private final String text;
    private final LinearPattern pattern;
    private final List<Part> parts = new ArrayList<>();

    private ReplacementTemplate(String text, LinearPattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** @throws Refusal where it names a group that the pattern has not, or holds what is no part of a path */
    static List<Part> read(String text, LinearPattern pattern) throws Refusal {
        if (!text.isEmpty() && !PLAIN.spells(text) || text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw Refusal.because("a replacement holds what a path may hold: no space, `?` or `#`");
        }
        ReplacementTemplate template = new ReplacementTemplate(text, pattern);
        template.read();
        return List.copyOf(template.parts);
    }

    private void read() throws Refusal {
        int at = 0;
        while (at < text.length()) {
            int dollar = text.indexOf('$', at);
            addText(text.substring(at, dollar < 0 ? text.length() : dollar));
            if (dollar < 0) {
                return;
            }
            at = readGroup(dollar + 1);
        }
    }

    private void addText(String plain) {
        if (!plain.isEmpty()) {
            parts.add(new Part.Text(plain));
        }
    }

    /** Reads what stands behind a dollar sign and returns the position after it. */
    private int readGroup(int at) throws Refusal {
        char next = at < text.length() ? text.charAt(at) : ' ';
        if (next == '$') {
            addText("$");
            return at + 1;
        }
        if (next >= '0' && next <= '9') {
            parts.add(group(next - '0'));
            return at + 1;
        }
        int end = text.indexOf('}', at);
        if (next != '{' || end < 0) {
            throw Refusal.because("`$` is followed by a digit, a name in braces, or another `$`");
        }
        parts.add(named(text.substring(at + 1, end)));
        return end + 1;
    }

    private Part named(String name) throws Refusal {
        if (CharSet.DIGITS.spells(name) && name.length() <= 2) {
            return group(Integer.parseInt(name));
        }
        Integer number = pattern.groupNames().get(name);
        if (number == null) {
            throw Refusal.because("the pattern has no group `" + name + "`")
                    .suggesting(Suggestion.nearest(name, pattern.groupNames().keySet()));
        }
        return new Part.Group(number);
    }

    private Part group(int number) throws Refusal {
        if (number > pattern.groupCount()) {
            throw Refusal.because("the pattern has no group " + number);
        }
        return new Part.Group(number);
    }
}
