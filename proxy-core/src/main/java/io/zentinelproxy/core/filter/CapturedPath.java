package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.PathChange;
import io.zentinelproxy.core.config.PathChange.Part;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.pattern.LinearPattern;
import io.zentinelproxy.core.uri.CanonicalPath;
import io.zentinelproxy.core.uri.PathLeniency;
import io.zentinelproxy.core.uri.UriRefusal;
import java.util.regex.MatchResult;

/**
 * What a pattern captures of a path is put together anew, in its encoded form: nothing is decoded, so no CR or LF can come of it
 * (CVE-2023-25690). Whatever comes of it is brought into its one form, or refused, as a path that a client sent.
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
                // An octet of the configuration's that must be encoded takes three.
                case Part.Text(String text) -> text.length() * 3;
                case Part.Group group -> length;
            };
        }
        return Math.max(length + 1, Math.min(most, MAX_OCTETS));
    }

    @Override
    public int put(byte[] octets, int start, int end, PathLeniency leniency, byte[] into, int position)
            throws InternalFault {
        byte[] changed = Ascii.octets(changed(Ascii.text(octets, start, end), leniency));
        System.arraycopy(changed, 0, into, position, changed.length);
        return position + changed.length;
    }

    /**
     * What has parameters is matched with them first, so that they are kept; then without, as a route would, so that nobody gets around a
     * rewrite by adding some.
     */
    private String changed(String path, PathLeniency leniency) throws InternalFault {
        MatchResult match = pattern.match(path);
        if (match != null) {
            return joined(path, match, leniency);
        }
        return path.indexOf(';') < 0 && path.indexOf('%') < 0 ? path : changedByNames(path, leniency);
    }

    private String changedByNames(String path, PathLeniency leniency) throws InternalFault {
        String names = form(path, leniency).namesText();
        MatchResult match = pattern.match(names);
        return match == null ? path : joined(names, match, leniency);
    }

    /**
     * Neither the path nor its pieces have dot segments. One that comes of putting them together leads out of where the replacement
     * says: {@code /files../x}, of which {@code ^/files(.*)$} captures {@code ../x}. No route has seen that path.
     */
    private String joined(String path, MatchResult match, PathLeniency leniency) throws InternalFault {
        String joined = replaced(path, match);
        if (hasDotSegment(joined)) {
            throw new InternalFault(InternalFault.Kind.FILTER_FAILED);
        }
        return form(joined, leniency).text();
    }

    private static boolean hasDotSegment(String path) {
        for (String segment : path.split("/")) {
            String decoded = segment.replace("%2e", ".").replace("%2E", ".");
            if (decoded.equals(".") || decoded.equals("..")) {
                return true;
            }
        }
        return false;
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

    private static CanonicalPath form(String path, PathLeniency leniency) throws InternalFault {
        try {
            CanonicalPath form = CanonicalPath.of(path, leniency);
            if (form.end() - form.start() <= MAX_OCTETS) {
                return form;
            }
        } catch (UriRefusal notOne) {
            // Not told: the path may be the client's. The fault has its counter.
        }
        throw new InternalFault(InternalFault.Kind.FILTER_FAILED);
    }
}
