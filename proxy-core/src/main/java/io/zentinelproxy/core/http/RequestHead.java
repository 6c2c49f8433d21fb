package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.uri.CanonicalAuthority;
import io.zentinelproxy.core.uri.CanonicalPath;
import io.zentinelproxy.core.uri.PathLeniency;
import io.zentinelproxy.core.uri.UriRefusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request: spans over the octets it was read into, and its fields. Filled by the reader of one protocol version and
 * reused for the connection's next request, so nothing may be kept past the exchange. Belongs to one thread at a time.
 */
public final class RequestHead {
    private static final byte[] ASTERISK = {'*'};

    private byte[] octets = new byte[0];
    private int methodStart;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int queryStart;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private Method method = Method.OTHER;
    private UriScheme scheme = UriScheme.HTTP;
    private @Nullable UriScheme targetScheme;
    private final Fields fields = new Fields();
    private final CanonicalPath path = new CanonicalPath();
    private final CanonicalAuthority authority = new CanonicalAuthority();
    private final OriginTarget originTarget = new OriginTarget();

    /** Starts a new head over these octets. */
    public void reset(byte[] octets) {
        this.octets = octets;
        methodEnd = methodStart = targetStart = targetEnd = queryStart = 0;
        path.root(PathLeniency.NONE);
        authority.none();
        version = HttpVersion.HTTP_1_1;
        method = Method.OTHER;
        targetScheme = null;
        fields.reset(octets);
        originTarget.follow(path, octets, 0, 0);
    }

    /** Copies the octets that the head lies in, so that it outlives the buffer that it was read into. */
    public void keep() {
        byte[] copy = Arrays.copyOf(octets, Math.max(targetEnd, fields.readEnd()));
        path.moved(octets, copy);
        authority.moved(octets, copy);
        originTarget.moved(octets, copy);
        fields.refer(copy);
        octets = copy;
    }

    /** A head of its own that asks an origin for the same as this one does now, and outlives it. */
    public RequestHead copyForOrigin() {
        int method = methodEnd - methodStart;
        int target = originTarget.end() - originTarget.start();
        int pathEnd = method + originTarget.pathEnd() - originTarget.start();
        byte[] line = new byte[method + target];
        System.arraycopy(octets, methodStart, line, 0, method);
        System.arraycopy(originTarget.octets(), originTarget.start(), line, method, target);
        RequestHead copy = new RequestHead();
        copy.reset(line);
        copy.method(0, method);
        copy.target(method, line.length);
        copy.queryStart = pathEnd;
        copy.path.follow(line, method, pathEnd);
        copy.originTarget.follow(line, method, pathEnd, line.length);
        copy.version = version;
        for (int field = 0; field < fields.count(); field++) {
            if (!fields.isRemoved(field)) {
                copy.fields.addCopy(fields, field);
            }
        }
        return copy;
    }

    /** A head of our own making, which asks an origin for a path; its fields are to be added. */
    public static RequestHead ofOurs(String method, String target) {
        byte[] line = Ascii.octets(method + target);
        int question = target.indexOf('?');
        int pathEnd = question < 0 ? line.length : method.length() + question;
        RequestHead head = new RequestHead();
        head.reset(line);
        head.method(0, method.length());
        head.target(method.length(), line.length);
        head.queryStart = pathEnd;
        head.path.follow(line, method.length(), pathEnd);
        head.originTarget.follow(line, method.length(), pathEnd, line.length);
        return head;
    }

    /** The scheme that the connection stands for: that of every target which names none. Holds for all heads of a connection. */
    public void scheme(UriScheme ofConnection) {
        scheme = ofConnection;
    }

    public UriScheme scheme() {
        return scheme;
    }

    /** The target names its scheme. */
    public void targetScheme(UriScheme named) {
        targetScheme = named;
    }

    /** Whether the target names another scheme than the one that the connection stands for. */
    public boolean isOfOtherScheme() {
        return targetScheme != null && targetScheme != scheme;
    }

    public void method(int start, int end) {
        methodStart = start;
        methodEnd = end;
        method = Method.of(octets, start, end);
    }

    /** The request-target as received. */
    public void target(int start, int end) {
        targetStart = start;
        targetEnd = end;
        queryStart = end;
    }

    /**
     * The path of the target, which begins here with a slash and ends at the question mark of the query or with the target.
     *
     * @throws UriRefusal where it has no one form
     */
    public void path(int start, PathLeniency leniency) throws UriRefusal {
        int plainEnd = CanonicalPath.plainEnd(octets, start, targetEnd);
        int pathEnd = plainEnd;
        while (pathEnd < targetEnd && octets[pathEnd] != '?') {
            pathEnd++;
        }
        queryStart = pathEnd;
        path.read(octets, start, plainEnd, pathEnd, leniency);
        originTarget.follow(path, octets, queryStart, targetEnd);
    }

    /** A target without a path, but perhaps with a query, which begins here: asks for the root. */
    public void root(int query, PathLeniency leniency) {
        queryStart = query;
        path.root(leniency);
        originTarget.follow(path, octets, queryStart, targetEnd);
    }

    /** The target asks for the server as a whole: {@code *}. */
    public void asterisk() {
        path.follow(ASTERISK, 0, 1);
        originTarget.follow(path, octets, targetEnd, targetEnd);
    }

    /**
     * The authority asked for: of the target where it has one, else of Host.
     *
     * @param defaultPort of its scheme
     * @throws UriRefusal where it is none
     */
    public void authority(byte[] of, int start, int end, int defaultPort) throws UriRefusal {
        authority.read(of, start, end, defaultPort);
    }

    /** The version that the head came by; HTTP/1.1 unless this says another. */
    public void version(HttpVersion received) {
        version = received;
    }

    public byte[] octets() {
        return octets;
    }

    public Method method() {
        return method;
    }

    public int methodStart() {
        return methodStart;
    }

    public int methodEnd() {
        return methodEnd;
    }

    public int targetStart() {
        return targetStart;
    }

    public int targetEnd() {
        return targetEnd;
    }

    /** The query of the target as received begins here with its question mark; where there is none, the target ends here. */
    public int queryStart() {
        return queryStart;
    }

    /** The path in its one form: what routes, filters and the origin are shown. */
    public CanonicalPath path() {
        return path;
    }

    /** Whether the server as a whole is asked for, not a path of it (RFC 9112 section 3.2.4): no origin and no route sees that. */
    public boolean isAsterisk() {
        return path.octets() == ASTERISK;
    }

    /** Octets of the authority in its one form, which is empty where an HTTP/1.0 client names none. */
    public byte[] authorityOctets() {
        return authority.octets();
    }

    public int authorityStart() {
        return authority.start();
    }

    public int authorityEnd() {
        return authority.end();
    }

    /** The host in the authority ends here, a port follows or nothing. */
    public int hostEnd() {
        return authority.hostEnd();
    }

    /** What the client spoke. */
    public HttpVersion version() {
        return version;
    }

    /** What the origin is asked for: the same, unless a filter changed it. */
    public OriginTarget originTarget() {
        return originTarget;
    }

    public Fields fields() {
        return fields;
    }

    /** Whether a request line was understood; false when the fault lay before that. */
    public boolean isParsed() {
        return targetEnd > 0;
    }

    public String methodText() {
        return Ascii.text(octets, methodStart, methodEnd);
    }

    public String targetText() {
        return Ascii.text(octets, targetStart, targetEnd);
    }
}
