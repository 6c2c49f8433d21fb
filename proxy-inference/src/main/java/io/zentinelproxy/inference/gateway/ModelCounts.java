package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.model.UsageSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What models have used since the start, by route and model, for metrics. Any thread. */
final class ModelCounts {
    /** Pairs of route and model that are told apart; what comes beyond that counts for the model {@code other}. */
    static final int MAX_SERIES = 1000;

    private static final Reading INPUT = Reading.counter(
            "zentinel_inference_input_tokens_total", "Tokens that models have read, as charged.", "route", "model");
    private static final Reading OUTPUT = Reading.counter(
            "zentinel_inference_output_tokens_total", "Tokens that models have written, as charged.", "route", "model");
    private static final Reading CACHED = Reading.counter(
            "zentinel_inference_cached_tokens_total",
            "Of the tokens that models have read, those from their provider's cache.",
            "route",
            "model");
    private static final Reading REASONING = Reading.counter(
            "zentinel_inference_reasoning_tokens_total",
            "Of the tokens that models have written, those that nobody sees.",
            "route",
            "model");
    private static final Reading COST = Reading.counter(
            "zentinel_inference_cost_micros_total", "Millionths of the currency that were charged.", "route", "model");
    private static final Reading ENTRIES = Reading.counter(
            "zentinel_inference_entries_total",
            "Requests entered in the books, by who says how many tokens they took and how their answers ended.",
            "source",
            "end");

    private static final Reading UNBOOKED = Reading.counter(
            "zentinel_inference_ledger_unavailable_total",
            "Requests that were refused, or served all the same, as the books could not be asked.",
            "done");

    private final LongAdder refused = new LongAdder();
    private final LongAdder served = new LongAdder();
    private final Map<Key, Sums> sums = new ConcurrentHashMap<>();
    private final Map<Kind, LongAdder> entries = new ConcurrentHashMap<>();

    private record Key(String route, String model) {}

    private record Kind(UsageSource source, io.zentinelproxy.inference.model.AnswerEnd end) {}

    private static final class Sums {
        final LongAdder input = new LongAdder();
        final LongAdder output = new LongAdder();
        final LongAdder cached = new LongAdder();
        final LongAdder reasoning = new LongAdder();
        final LongAdder cost = new LongAdder();
    }

    void add(Entry entry) {
        Sums of = sums(new Key(entry.route(), entry.model()));
        of.input.add(entry.usage().input());
        of.output.add(entry.usage().output());
        of.cached.add(entry.usage().cached());
        of.reasoning.add(entry.usage().reasoning());
        of.cost.add(Math.max(0, entry.cost()));
        entries.computeIfAbsent(new Kind(entry.source(), entry.end()), kind -> new LongAdder())
                .increment();
    }

    private Sums sums(Key key) {
        Sums known = sums.get(key);
        if (known != null) {
            return known;
        }
        Key kept = sums.size() < MAX_SERIES ? key : new Key(key.route, "other");
        return sums.computeIfAbsent(kept, made -> new Sums());
    }

    /** A request came while the books could not be asked. */
    void unbooked(boolean isServed) {
        (isServed ? served : refused).increment();
    }

    void tell(Figures figures) {
        figures.put(UNBOOKED, refused.sum(), "refused");
        figures.put(UNBOOKED, served.sum(), "served");
        sums.forEach((key, of) -> {
            figures.put(INPUT, of.input.sum(), key.route, key.model);
            figures.put(OUTPUT, of.output.sum(), key.route, key.model);
            figures.put(CACHED, of.cached.sum(), key.route, key.model);
            figures.put(REASONING, of.reasoning.sum(), key.route, key.model);
            figures.put(COST, of.cost.sum(), key.route, key.model);
        });
        entries.forEach((kind, count) -> figures.put(ENTRIES, count.sum(), kind.source.word(), kind.end.word()));
    }
}
