package io.zentinelproxy.launcher.differential;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends the mutations of a seed through the proxy to each origin, all origins at a time, and compares. */
final class Differential {
    private static final Piece[] SETTINGS = {
        // The client's end tells that no more of a request is to come; what was complete still wants its answer.
        Piece.listener("allow-half-close #true")
    };

    private Differential() {}

    static Tally run(List<Origin> origins, long seed, int count) throws IOException, InterruptedException {
        Mutations mutations = new Mutations(seed);
        List<Callable<List<List<Answer>>>> conversations = new ArrayList<>();
        for (Origin origin : origins) {
            conversations.add(() -> converse(origin, mutations, count));
        }
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<List<Answer>>>> all = clients.invokeAll(conversations);
            Tally tally = new Tally();
            Comparison comparison = new Comparison(origins, tally);
            for (int index = 0; index < count; index++) {
                List<List<Answer>> answers = new ArrayList<>();
                for (Future<List<List<Answer>>> one : all) {
                    answers.add(one.get().get(index));
                }
                comparison.add(mutations.get(index), answers);
            }
            return tally;
        } catch (ExecutionException failed) {
            throw new IOException("a conversation broke off", failed);
        }
    }

    private static List<List<Answer>> converse(Origin origin, Mutations mutations, int count) throws IOException {
        List<List<Answer>> answers = new ArrayList<>(count);
        try (RunningProxy proxy = RunningProxy.start(ProxyKdl.inFrontOf(origin.address(), SETTINGS));
                Conversation conversation = new Conversation(proxy.address())) {
            for (int index = 0; index < count; index++) {
                answers.add(conversation.about(mutations.get(index)));
            }
        }
        return answers;
    }
}
