package io.zentinelproxy.core.pattern;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.safere.Matcher;
import org.safere.Pattern;
import org.safere.Utf8Input;

/**
 * A regular expression that any text may be held against: the time is linear in the text, so {@code (x+x+)+y} costs no more than another.
 * The syntax is that of RE2 and of Rust's {@code regex}, which the original's configurations are written in; what has no linear-time match
 * (backreferences, lookaround, atomic groups, possessive quantifiers) is refused when the pattern is compiled. Nothing is anchored that
 * does not say so. Immutable; any thread. The engine keeps up to some 20 KiB of states for a thread and pattern, softly.
 */
public final class LinearPattern {
    /** The longest pattern taken. */
    public static final int MAX_CHARACTERS = 4096;

    private final Pattern pattern;

    private LinearPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws PatternRefusal if the text is no regular expression, is longer than {@link #MAX_CHARACTERS}, or has no linear-time match */
    public static LinearPattern compile(String text) throws PatternRefusal {
        return compile(text, 0);
    }

    /** As {@link #compile(String)}; letters of ASCII match in either case. */
    public static LinearPattern compileIgnoringCase(String text) throws PatternRefusal {
        return compile(text, Pattern.CASE_INSENSITIVE);
    }

    private static LinearPattern compile(String text, int flags) throws PatternRefusal {
        if (text.length() > MAX_CHARACTERS) {
            throw new PatternRefusal("a pattern is at most " + MAX_CHARACTERS + " characters long", -1);
        }
        try {
            return new LinearPattern(Pattern.compile(text, flags));
        } catch (PatternSyntaxException e) {
            throw new PatternRefusal(reason(text, e), e.getIndex());
        }
    }

    /** The engine calls every group that it does not know by one name; a person wants to hear which one was meant. */
    private static String reason(String text, PatternSyntaxException refusal) {
        int at = Math.max(0, refusal.getIndex());
        for (String look : new String[] {"(?=", "(?!", "(?<=", "(?<!"}) {
            if (text.startsWith(look, at)) {
                return "lookaround is not supported";
            }
        }
        if (text.startsWith("(?>", at)) {
            return "atomic groups are not supported";
        }
        if (text.startsWith("\\k", at)) {
            return "backreferences are not supported";
        }
        return refusal.getDescription();
    }

    /** Whether the pattern matches anywhere in the span. An octet is a character: those above 127 are U+0080 to U+00FF. */
    public boolean find(byte[] octets, int start, int end) {
        if (isAscii(octets, start, end)) {
            return pattern.find(Utf8Input.trusted(octets, start, end - start));
        }
        return find(new String(octets, start, end - start, StandardCharsets.ISO_8859_1));
    }

    private static boolean isAscii(byte[] octets, int start, int end) {
        for (int at = start; at < end; at++) {
            if (octets[at] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the pattern matches anywhere in the text. */
    public boolean find(CharSequence text) {
        return pattern.matcher(text).find();
    }

    /** The first match with its groups, or null. */
    public @Nullable MatchResult match(CharSequence text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.toMatchResult() : null;
    }

    /** How many groups it captures, not counting the whole match. */
    public int groupCount() {
        return pattern.matcher("").groupCount();
    }

    /** Numbers of the groups that have a name. */
    public Map<String, Integer> groupNames() {
        return pattern.namedGroups();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LinearPattern that
                && that.pattern.flags() == pattern.flags()
                && that.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return pattern.pattern();
    }
}
