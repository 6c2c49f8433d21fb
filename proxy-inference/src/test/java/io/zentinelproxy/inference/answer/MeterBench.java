package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.inference.model.Api;
import java.nio.ByteBuffer;

/** What metering costs: nanoseconds of an answer of 1 KB, and of an event of 200 octets in a long stream. Run by hand. */
public final class MeterBench {
    private static final int ROUNDS = 8;
    private static final int ANSWERS = 300_000;
    private static final int EVENTS = 1000;

    private static final DeltaCounter NOTHING = new DeltaCounter() {
        private long octets;

        @Override
        public void text(String delta) {
            octets += delta.length();
        }

        @Override
        public long tokens() {
            return octets;
        }
    };

    private MeterBench() {}

    public static void main(String[] args) throws Exception {
        String content =
                "Every token of this answer is counted by the same vocabulary that the real model uses. ".repeat(6);
        String json =
                "{\"id\":\"chatcmpl-0123456789abcdef0123456789abcdef\",\"object\":\"chat.completion\",\"created\":1767225600,\"model\":\"gpt-4o\",\"system_fingerprint\":\"fp_zentinel_demo\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                        + content
                        + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":104,\"total_tokens\":115,\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}}";
        String chunk =
                "data: {\"id\":\"chatcmpl-0123456789abcdef0123\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}],\"usage\":null}\n\n";
        byte[] one = json.getBytes(UTF_8);
        byte[] many = chunk.repeat(EVENTS).getBytes(UTF_8);
        System.out.println("json octets " + one.length + ", event octets " + chunk.length());
        for (int round = 0; round < ROUNDS; round++) {
            double bare = timed(() -> take(new Source(one, 8192)), ANSWERS);
            double whole = timed(
                    () -> take(
                            new AnswerMeter(Api.CHAT_COMPLETIONS, false, false, NOTHING).wrap(new Source(one, 8192))),
                    ANSWERS);
            double bareEvents = timed(() -> take(new Source(many, chunk.length())), 300) / EVENTS;
            double events = timed(
                            () -> take(new AnswerMeter(Api.CHAT_COMPLETIONS, true, false, NOTHING)
                                    .wrap(new Source(many, chunk.length()))),
                            300)
                    / EVENTS;
            double hidden = timed(
                            () -> take(new AnswerMeter(Api.CHAT_COMPLETIONS, true, true, NOTHING)
                                    .wrap(new Source(many, chunk.length()))),
                            300)
                    / EVENTS;
            System.out.printf(
                    "answer %.0f ns (bare %.0f), event %.0f ns, hiding %.0f ns (bare %.0f)%n",
                    whole, bare, events, hidden, bareEvents);
        }
    }

    private interface Run {
        void run() throws Exception;
    }

    private static double timed(Run run, int times) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            run.run();
        }
        return (System.nanoTime() - start) / (double) times;
    }

    private static final ByteBuffer INTO = ByteBuffer.allocateDirect(16 * 1024);

    private static void take(BodySource source) throws Exception {
        while (!source.isFinished()) {
            source.pull(INTO.clear());
        }
    }

    private static final class Source implements BodySource {
        private final byte[] octets;
        private final int piece;
        private int at;

        Source(byte[] octets, int piece) {
            this.octets = octets;
            this.piece = piece;
        }

        @Override
        public int pull(ByteBuffer into) {
            int count = Math.min(Math.min(piece, octets.length - at), into.remaining());
            into.put(octets, at, count);
            at += count;
            return count;
        }

        @Override
        public boolean isFinished() {
            return at == octets.length;
        }

        @Override
        public boolean hasBuffered() {
            return false;
        }

        @Override
        public long remaining() {
            return octets.length - at;
        }

        @Override
        public long pulled() {
            return at;
        }
    }
}
