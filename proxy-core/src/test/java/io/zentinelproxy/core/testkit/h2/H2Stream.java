package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.Pattern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** One stream as one side sees it. Any thread; its state is guarded by the connection's lock. */
public final class H2Stream {
    private static final int KEPT_OCTETS = 4 << 20;

    private final H2Connection connection;
    private final int id;
    private final H2Window window;

    private final List<Fields> sections = new ArrayList<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CRC32 crc32 = new CRC32();
    private long length;
    private boolean ended;
    private @Nullable H2Code reset;
    private long receivedOnWire;
    private long sentOnWire;

    H2Stream(H2Connection connection, int id, H2Window window) {
        this.connection = connection;
        this.id = id;
        this.window = window;
    }

    public int id() {
        return id;
    }

    H2Window window() {
        return window;
    }

    List<Fields> sections() {
        return sections;
    }

    /** Whether the peer has ended it, in order or by a reset. */
    boolean hasEnded() {
        return ended || reset != null;
    }

    boolean receivesContent() {
        return !sections.isEmpty() && !hasEnded();
    }

    void received(Fields section, boolean end) {
        sections.add(section);
        ended |= end;
    }

    void received(H2Frame data, byte[] content) {
        receivedOnWire(data);
        crc32.update(content);
        length += content.length;
        kept.write(content, 0, Math.min(content.length, KEPT_OCTETS - kept.size()));
        ended |= data.has(H2Frame.END_STREAM);
    }

    void receivedOnWire(H2Frame frame) {
        receivedOnWire += frame.size();
    }

    void receivedReset(H2Code code) {
        reset = code;
    }

    void sending(H2Frame frame) {
        switch (frame.type()) {
            case H2Frame.HEADERS, H2Frame.CONTINUATION, H2Frame.DATA -> sentOnWire += frame.size();
            default -> {}
        }
    }

    /** Octets of HEADERS, CONTINUATION and DATA that came, the heads of frames included. */
    public long receivedOnWire() {
        synchronized (connection.lock) {
            return receivedOnWire;
        }
    }

    /** The same of what we have sent. */
    public long sentOnWire() {
        synchronized (connection.lock) {
            return sentOnWire;
        }
    }

    /** Waits for so many field sections and returns the last of them. */
    public Fields awaitSection(int count) {
        connection.await(() -> sections.size() >= count || reset != null, () -> "section " + count + " of " + this);
        synchronized (connection.lock) {
            if (sections.size() < count) {
                throw new AssertionError("no section " + count + " but a reset of " + this + "; " + connection.told());
            }
            return sections.get(count - 1);
        }
    }

    /** Waits for the final answer's head. Its content is what has come by then. */
    public H2Reply awaitHead() {
        connection.await(() -> finalSection() >= 0 || reset != null, () -> "the answer's head on " + this);
        return reply();
    }

    /** Waits for the whole answer. */
    public H2Reply awaitReply() {
        connection.await(this::hasEnded, () -> "the answer's end on " + this);
        synchronized (connection.lock) {
            if (!ended) {
                throw new AssertionError("reset before the answer's end: " + this + "; " + connection.told());
            }
        }
        return reply();
    }

    /** Index of the first section that is not an interim answer's, or -1. */
    private int finalSection() {
        for (int i = 0; i < sections.size(); i++) {
            List<String> status = sections.get(i).all(":status");
            if (status.isEmpty() || !status.getFirst().startsWith("1")) {
                return i;
            }
        }
        return -1;
    }

    private H2Reply reply() {
        synchronized (connection.lock) {
            int index = finalSection();
            if (index < 0) {
                throw new AssertionError("no answer but a reset of " + this + "; " + connection.told());
            }
            Fields head = sections.get(index);
            Fields trailers = sections.size() > index + 1 ? sections.get(index + 1) : Fields.NONE;
            int status = Integer.parseInt(head.only(":status"));
            return new H2Reply(
                    status, List.copyOf(sections.subList(0, index)), withoutPseudo(head), content(), trailers);
        }
    }

    static Fields withoutPseudo(Fields section) {
        return new Fields(section.lines().stream()
                .filter(line -> !line.name().startsWith(":"))
                .toList());
    }

    /** What has come of the content. */
    public H2Content content() {
        synchronized (connection.lock) {
            return new H2Content(kept.toByteArray(), length, crc32.getValue(), ended);
        }
    }

    /** Octets of content that have come. The caller holds the lock. */
    long length() {
        return length;
    }

    /** Waits for the end of what the peer sends, however it comes, the connection's included; returns what came. */
    public H2Content awaitEnd() {
        connection.await(() -> hasEnded() || connection.hasEnded(), () -> "the end of " + this);
        return content();
    }

    /** Waits until so much content has come in all. */
    public void awaitContent(long octets) {
        connection.await(() -> length >= octets || hasEnded(), () -> octets + " octets on " + this);
        synchronized (connection.lock) {
            if (length < octets) {
                throw new AssertionError("only " + length + " of " + octets + " octets on " + this);
            }
        }
    }

    /** Waits until the peer has reset the stream. */
    public H2Code awaitReset() {
        connection.await(() -> reset != null, () -> "RST_STREAM on " + this);
        synchronized (connection.lock) {
            return java.util.Objects.requireNonNull(reset);
        }
    }

    /** Why the peer has reset the stream, if it has. */
    public @Nullable H2Code reset() {
        synchronized (connection.lock) {
            return reset;
        }
    }

    /** Sends this section in one HEADERS frame; names and values by turns. */
    public H2Stream fields(boolean end, String... fields) {
        connection.send(H2Frame.headers(id, HpackBlock.of(fields), end));
        return this;
    }

    /** Sends one DATA frame, whatever the windows say. */
    public H2Stream data(String content, boolean end) {
        connection.send(H2Frame.data(id, content, end));
        return this;
    }

    /** Resets the stream. */
    public void reset(H2Code code) {
        connection.send(H2Frame.reset(id, code));
    }

    /** Gives the peer more room in this stream's window. */
    public void allow(long octets) {
        connection.send(H2Frame.windowUpdate(id, octets));
    }

    public boolean send(String content, boolean end) {
        return send(content.getBytes(StandardCharsets.ISO_8859_1), end);
    }

    /** Sends content in frames as the windows allow. Whether the peer took all of it before it reset the stream or closed. */
    public boolean send(byte[] content, boolean end) {
        return send(content, content.length, end);
    }

    private boolean send(byte[] content, int count, boolean end) {
        if (count == 0) {
            return !end || connection.trySend(H2Frame.data(id, new byte[0], true));
        }
        for (int at = 0; at < count; ) {
            int now = awaitRoom(count - at);
            boolean last = end && at + now == count;
            byte[] piece = Arrays.copyOfRange(content, at, at + now);
            if (now == 0 || !connection.trySend(H2Frame.data(id, piece, last))) {
                return false;
            }
            at += now;
        }
        return true;
    }

    /** Sends octets of {@link Pattern} as the windows allow. Whether the peer took all of them. */
    public boolean sendPattern(long octets, boolean end) {
        boolean[] taken = {true};
        try {
            Pattern.writeTo((piece, offset, count) -> taken[0] = taken[0] && send(piece, count, false), octets);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return taken[0] && (!end || connection.trySend(H2Frame.data(id, new byte[0], true)));
    }

    /** Waits until something may be sent; how much, 0 where nothing may any more. */
    private int awaitRoom(int wanted) {
        H2Flow flow = connection.state.flow();
        connection.await(
                () -> flow.sendable(this, wanted) > 0 || reset != null || connection.hasEnded(),
                () -> "room to send on " + this);
        synchronized (connection.lock) {
            return reset != null || connection.hasEnded() ? 0 : flow.sendable(this, wanted);
        }
    }

    @Override
    public String toString() {
        return "stream " + id + sections + " content " + length + (ended ? " ended" : "")
                + (reset == null ? "" : " reset " + reset);
    }
}
