package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.inference.model.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a request, octet by octet: what no change names stays as the client wrote it, so that prompts cached by the provider
 * stay cached, and nothing is lost that we do not know. One thread; each change may be asked for once.
 */
public final class RequestPatch {
    /** @param at what goes; empty where something is put in */
    private record Change(Span at, byte[] put) {}

    private final ModelRequest request;
    private final byte[] octets;
    private final int length;
    private final List<Change> changes = new ArrayList<>(3);

    /** Members to be put in behind the opening brace. */
    private final List<String> members = new ArrayList<>(3);

    private String model;

    /**
     * Nothing changed yet.
     *
     * @param octets that the request was parsed from
     * @param length how many of them are the content
     */
    public RequestPatch(ModelRequest request, byte[] octets, int length) {
        this.request = request;
        this.octets = octets;
        this.length = length;
        this.model = request.model();
    }

    /** Asks for another model. Before {@link #maxTokens}, since the limit's name goes by the model. */
    public RequestPatch model(String name) {
        if (name.equals(request.model())) {
            return this;
        }
        model = name;
        Span at = request.modelAt();
        if (at.from() == at.to()) {
            set("model", quoted(name));
        } else {
            change(at, quoted(name));
        }
        return this;
    }

    /** Has the usage told in the stream; the client's other options stay. Only for a request that streams. */
    public RequestPatch includeUsage() {
        if (request.includesUsage()) {
            return this;
        }
        Span value = request.includeUsageAt();
        Span options = request.streamOptionsAt();
        if (value != null) {
            change(value, "true");
        } else if (options != null) {
            int inside = options.from() + 1;
            change(new Span(inside, inside), "\"include_usage\":true" + (empty(inside) ? "" : ","));
        } else {
            set("stream_options", "{\"include_usage\":true}");
        }
        return this;
    }

    /**
     * Lets no answer be longer than this many tokens; a lower limit of the client stays. Does nothing where answers have no tokens
     * ({@code embeddings}, {@code count_tokens}).
     */
    public RequestPatch maxTokens(long most) {
        Span at = request.maxTokensAt();
        String name = MaxTokens.name(request.api(), model);
        if (at != null) {
            if (request.maxTokens() > most) {
                change(at, Long.toString(most));
            }
        } else if (name != null) {
            set(name, Long.toString(most));
        }
        return this;
    }

    /** Whether anything is changed at all. */
    public boolean changes() {
        return !changes.isEmpty() || !members.isEmpty();
    }

    /** The content's octets after all changes. */
    public int length() {
        int changed = length;
        for (Change change : inOrder()) {
            changed += change.put().length - (change.at().to() - change.at().from());
        }
        return changed;
    }

    /** The request as it goes on, {@link #length} octets of it: the very array that came where nothing is changed. */
    public byte[] octets() {
        if (!changes()) {
            return octets;
        }
        byte[] patched = new byte[length()];
        int from = 0;
        int to = 0;
        for (Change change : inOrder()) {
            int kept = change.at().from() - from;
            System.arraycopy(octets, from, patched, to, kept);
            System.arraycopy(change.put(), 0, patched, to + kept, change.put().length);
            to += kept + change.put().length;
            from = change.at().to();
        }
        System.arraycopy(octets, from, patched, to, length - from);
        return patched;
    }

    /** Spans do not meet: each belongs to another member. */
    private List<Change> inOrder() {
        List<Change> ordered = new ArrayList<>(changes);
        if (!members.isEmpty()) {
            int open = request.openAt();
            String put = String.join(",", members) + (empty(open) ? "" : ",");
            ordered.add(new Change(new Span(open, open), put.getBytes(StandardCharsets.UTF_8)));
        }
        ordered.sort(Comparator.comparingInt(change -> change.at().from()));
        return ordered;
    }

    /** In place of its null, or new. */
    private void set(String name, String value) {
        Span at = nullAt(name);
        if (at == null) {
            members.add("\"" + name + "\":" + value);
        } else {
            change(at, value);
        }
    }

    private @Nullable Span nullAt(String name) {
        for (ModelRequest.NullMember member : request.nulls()) {
            if (member.name().equals(name)) {
                return member.at();
            }
        }
        return null;
    }

    private static String quoted(String text) {
        return Json.text(new JsonString(text));
    }

    private void change(Span at, String put) {
        changes.add(new Change(at, put.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether an object ends where it has begun: a comma behind the new member would be one too many. */
    private boolean empty(int inside) {
        int at = inside;
        while (octets[at] == ' ' || octets[at] == '\n' || octets[at] == '\r' || octets[at] == '\t') {
            at++;
        }
        return octets[at] == '}';
    }
}
