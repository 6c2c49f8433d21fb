package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.http2.hpack.Field;
import io.zentinelproxy.core.http2.hpack.SlowDecoder;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whatever frames a client sends, to a server that answers: what the server sends is HTTP/2 in a form that the client has asked for,
 * within its windows and its tables, each answer is a message, its end is told, and nothing is left of the connection.
 */
class Http2RequestsFuzzTest {
    private static final byte[] SETTINGS = H2Frame.settings().octets();
    private static final int MOST_OCTETS = 60_000;
    private static final AnsweringHandler HANDLER = new AnsweringHandler();
    private static final MemoryServer SERVER = new MemoryServer(HANDLER);

    @FuzzTest
    void aServerSendsWhatItsClientAllows(byte[] octets) {
        if (octets.length > MOST_OCTETS) {
            return;
        }
        byte[] all = ByteBuffer.allocate(ServerConnection.PREFACE.length + SETTINGS.length + octets.length)
                .put(ServerConnection.PREFACE)
                .put(SETTINGS)
                .put(octets)
                .array();
        Runnable rest = () -> HANDLER.awaitRest(SERVER::streams);
        Client client = new Client(octets);
        client.received(SERVER.serve(MemoryTransport.uneven(all, rest)));
        assertThat(HANDLER.defects()).isEmpty();
    }

    /** A block that is none. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Refused(Throwable cause) {
            super(cause);
        }
    }

    /** What a client makes of what it gets, having sent all it has to say. */
    private static final class Client {
        private final SlowDecoder decoder = new SlowDecoder();
        private final Deque<List<Long>> tables = new ArrayDeque<>();
        private final Map<Integer, Long> streamWindows = new HashMap<>();
        private final Map<Integer, String> answers = new HashMap<>();
        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private long connectionWindow = 65_535;
        private long initialWindow = 65_535;
        private int blockOf;
        private boolean endsWithBlock;

        private Client(byte[] sent) {
            tables.add(List.of());
            ByteBuffer octets = ByteBuffer.wrap(sent);
            while (octets.remaining() >= 9) {
                int length = (octets.get() & 0xff) << 16 | octets.getShort() & 0xffff;
                int type = octets.get();
                int flags = octets.get();
                int stream = octets.getInt() & Integer.MAX_VALUE;
                ByteBuffer payload = octets.slice(octets.position(), Math.min(length, octets.remaining()));
                octets.position(octets.position() + payload.remaining());
                sent(type, flags, stream, payload);
            }
        }

        /** What it allows: the windows at their largest, the tables in their order. */
        private void sent(int type, int flags, int stream, ByteBuffer payload) {
            if (type == H2Frame.WINDOW_UPDATE && payload.remaining() == 4) {
                long by = payload.getInt() & Integer.MAX_VALUE;
                connectionWindow += stream == 0 ? by : 0;
                streamWindows.merge(stream, by, Long::sum);
            } else if (type == H2Frame.SETTINGS && (flags & 1) == 0) {
                List<Long> sizes = new ArrayList<>();
                while (payload.remaining() >= 6) {
                    int id = payload.getShort();
                    long value = payload.getInt() & 0xffff_ffffL;
                    initialWindow = id == 4 ? Math.max(initialWindow, value) : initialWindow;
                    if (id == 1) {
                        sizes.add(Math.min(value, Integer.MAX_VALUE));
                    }
                }
                tables.add(sizes);
            }
        }

        private void received(List<H2Frame> frames) {
            try {
                frames.forEach(this::received);
                assertThat(blockOf).isZero();
            } catch (Refused refused) {
                // Of settings that are refused some may have been taken, and are not acknowledged.
                assertThat(tables).as("settings not acknowledged").isNotEmpty();
                assertThat(frames)
                        .anyMatch(frame ->
                                frame.type() == H2Frame.GOAWAY && frame.number(4) == ErrorCode.PROTOCOL_ERROR.code());
            }
            assertThat(frames).anyMatch(frame -> frame.type() == H2Frame.GOAWAY);
            assertThat(answers.keySet()).noneMatch(stream -> stream % 2 == 0);
        }

        private void received(H2Frame frame) {
            assertThat(blockOf == 0 || frame.type() == H2Frame.CONTINUATION && frame.stream() == blockOf)
                    .isTrue();
            switch (frame.type()) {
                case H2Frame.DATA -> data(frame);
                case H2Frame.HEADERS, H2Frame.CONTINUATION -> fields(frame);
                case H2Frame.RST_STREAM -> answers.put(frame.stream(), "reset");
                case H2Frame.SETTINGS -> settings(frame);
                case H2Frame.PING -> assertThat(frame.payload()).hasSize(8);
                case H2Frame.WINDOW_UPDATE -> assertThat(frame.number(0)).isPositive();
                case H2Frame.GOAWAY -> assertThat(frame.payload()).hasSizeGreaterThanOrEqualTo(8);
                default -> throw new AssertionError(frame);
            }
        }

        private void settings(H2Frame frame) {
            if (frame.has(H2Frame.ACK)) {
                tables.remove().forEach(size -> decoder.setLimit((int) (long) size));
            }
        }

        private void data(H2Frame frame) {
            int octets = frame.payload().length;
            connectionWindow -= octets;
            long window = initialWindow + streamWindows.merge(frame.stream(), (long) -octets, Long::sum);
            assertThat(connectionWindow).isNotNegative();
            assertThat(window).isNotNegative();
            assertThat(answers).containsEntry(frame.stream(), "head");
            if (frame.has(H2Frame.END_STREAM)) {
                answers.put(frame.stream(), "whole");
            }
        }

        private void fields(H2Frame frame) {
            if (frame.type() == H2Frame.HEADERS) {
                block.reset();
                blockOf = frame.stream();
                endsWithBlock = frame.has(H2Frame.END_STREAM);
            }
            block.writeBytes(frame.payload());
            if (frame.has(H2Frame.END_HEADERS)) {
                int stream = blockOf;
                blockOf = 0;
                try {
                    section(stream, decoder.decode(block.toByteArray()));
                } catch (SlowDecoder.Malformed malformed) {
                    throw new Refused(malformed);
                }
            }
        }

        private void section(int stream, List<Field> section) {
            assertThat(section).allSatisfy(field -> {
                assertThat(field.name()).matches(":status|[!#$%&'*+.^_`|~0-9a-z-]+");
                assertThat(field.value()).doesNotContain("\r", "\n", "\0");
            });
            boolean isHead = !section.isEmpty() && section.getFirst().name().equals(":status");
            assertThat(section.stream().skip(isHead ? 1 : 0))
                    .noneMatch(field -> field.name().startsWith(":"));
            boolean interim = isHead && section.getFirst().value().startsWith("1");
            assertThat(answers.get(stream)).isEqualTo(isHead ? null : "head");
            assertThat(isHead || endsWithBlock).isTrue();
            if (!interim) {
                answers.put(stream, endsWithBlock ? "whole" : "head");
            }
        }
    }
}
