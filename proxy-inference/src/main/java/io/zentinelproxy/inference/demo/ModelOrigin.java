package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.origin.OriginServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An origin that speaks OpenAI's {@code /v1/chat/completions}, {@code /v1/completions}, {@code /v1/responses}, {@code /v1/embeddings} and
 * {@code /v1/models}, and Anthropic's {@code /v1/messages} and {@code /v1/messages/count_tokens}, streaming and not, and refuses in the words of the
 * dialect it was asked in. It asks for no key, and fails as it is asked to.
 */
public final class ModelOrigin implements AutoCloseable {

    private static final Duration READABLE = Duration.ofMillis(15);

    private final OriginServer server;
    private final ExecutorService tokenizer;

    private ModelOrigin(OriginServer server, ExecutorService tokenizer) {
        this.server = server;
        this.tokenizer = tokenizer;
    }

    /** Starts one that streams at a pace people can watch. @throws IOException if the address cannot be bound */
    public static ModelOrigin start(InetSocketAddress address) throws IOException {
        return start(address, READABLE);
    }

    /**
     * Starts one.
     *
     * @param betweenPieces how long it pauses before each piece of a stream; zero for none
     * @throws IOException if the address cannot be bound
     */
    public static ModelOrigin start(InetSocketAddress address, Duration betweenPieces) throws IOException {
        // Counting a long text takes up to seconds and does not yield: on one platform thread of its own it leaves the
        // carriers,
        // which the proxy in the same process runs on, alone.
        ExecutorService tokenizer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("model-origin-tokenizer").daemon().factory());
        try {
            var handler = new ModelHandler(new Pace(betweenPieces), tokenizer);
            return new ModelOrigin(OriginServer.start(address, "model-origin", handler), tokenizer);
        } catch (IOException notBound) {
            tokenizer.shutdown();
            throw notBound;
        }
    }

    /** The address it is bound to, with the real port. */
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        tokenizer.shutdownNow();
    }
}
