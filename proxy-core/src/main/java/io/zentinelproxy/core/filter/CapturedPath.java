package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.PathChange;
import io.zentinelproxy.core.config.PathChange.Part;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.http.PathRules;
import io.zentinelproxy.core.pattern.LinearPattern;
import java.util.regex.MatchResult;

/**
 * What a pattern captures of a path is put together anew, in its encoded form: nothing is decoded, so no CR or LF can come of it
 * (CVE-2023-25690). Whatever comes of it must pass for a path that a client might have sent.
 */
final class CapturedPath implements PathEdit {
    /** The longest path that is made, in octets: captures may repeat. */
    private static final int MAX_OCTETS = 8192;

    private final LinearPattern pattern;
    private final Part[] replacement;

    CapturedPath(PathChange.Captured change) {
        pattern = change.pattern();
        replacement = change.replacement().toArray(Part[]::new);
    }

    @Override
    public int mostOctets(int length) {
        int most = length + 1;
        for (Part part : replacement) {
            most += switch (part) {
                case Part.Text(String text) -> text.length();
                case Part.Group group -> length;
            };
        }
        return Math.max(length + 1, Math.min(most, MAX_OCTETS));
    }

    @Override
    public int put(byte[] octets, int start, int end, byte[] into, int position) throws InternalFault {
        String path = start == end ? "/" : Ascii.text(octets, start, end);
        MatchResult match = pattern.match(path);
        String changed = match == null ? path : replaced(path, match);
        byte[] written = Ascii.octets(changed);
        if (match != null) {
            check(written);
        }
        System.arraycopy(written, 0, into, position, written.length);
        return position + written.length;
    }

    private String replaced(String path, MatchResult match) throws InternalFault {
        StringBuilder changed = new StringBuilder(path.length() + 64).append(path, 0, match.start());
        for (Part part : replacement) {
            switch (part) {
                case Part.Text(String text) -> changed.append(text);
                case Part.Group(int number) -> append(path, match, number, changed);
            }
            if (changed.length() > MAX_OCTETS) {
                throw new InternalFault(InternalFault.Kind.FILTER_FAILED);
            }
        }
        return changed.append(path, match.end(), path.length()).toString();
    }

    /** A group that took no part captured nothing. */
    private static void append(String path, MatchResult match, int group, StringBuilder to) {
        if (match.start(group) >= 0) {
            to.append(path, match.start(group), match.end(group));
        }
    }

    private static void check(byte[] path) throws InternalFault {
        boolean legal = path.length > 0 && path.length <= MAX_OCTETS && path[0] == '/';
        for (int at = 0; legal && at < path.length; at++) {
            legal = Ascii.isTarget(path[at]) && path[at] != '?';
        }
        if (!legal) {
            throw new InternalFault(InternalFault.Kind.FILTER_FAILED);
        }
        try {
            PathRules.check(path, 0, path.length);
        } catch (ClientFault notSafe) {
            throw new InternalFault(InternalFault.Kind.FILTER_FAILED);
        }
    }
}
