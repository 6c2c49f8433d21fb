package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.SecretTypes.SecretSource;
import io.zentinelproxy.core.config.WebhookSettings.Event;
import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code webhooks} of {@code observability}. */
final class WebhooksReader {
    private static final Key<String> ID =
            Key.required("id", WordTypes.ID_TYPE, "The name of the webhook in log and metrics.");

    private static final Key<WebhookUrl> URL = Key.required("url", WebhookUrl.TYPE, "Where messages are sent.");

    private static final Key<Event> EVENTS = Key.plural(
            "events",
            WordTypes.choice(events(), List.of()),
            "at least one",
            "What is told: that a target of an upstream gets no requests any more, or gets them again; that the circuit breaker of one has"
                    + " opened, or closed; of requests that policies or limits refused, once in ten seconds for each reason; that a threshold of a budget was crossed; that a configuration was put into force, or was not.");

    private static final Key<SecretSource> SECRET = Key.required(
            "secret",
            SecretTypes.PASSPHRASE,
            "What messages are signed with by Standard Webhooks 1.0: `whsec_` and 24 to 64 octets in base64.");

    private static final Key<Integer> TIMEOUT = Key.defaulting(
            "timeout-ms", QuantityTypes.count(1, 60_000), 5000, "How many milliseconds one attempt may take.");

    private static final Key<Integer> MAX_ATTEMPTS = Key.defaulting(
            "max-attempts", QuantityTypes.count(1, 20), 6, "How often a message is sent at most; then it is given up.");

    private static final Key<Integer> BACKOFF = Key.defaulting(
            "backoff-ms",
            QuantityTypes.count(1, 600_000),
            500,
            "How many milliseconds pass after the first attempt that failed, twice as many after each further one;"
                    + " up to a half less, by chance.");

    private static final Key<Integer> MAX_BACKOFF = Key.defaulting(
            "max-backoff-ms",
            QuantityTypes.count(1, 3_600_000),
            60_000,
            "How many at most, also where `Retry-After` asks for more.");

    private static final Key<Integer> MAX_QUEUE = Key.defaulting(
            "max-queue",
            QuantityTypes.count(1, 10_000),
            100,
            "Messages that may wait; what comes when they are as many is dropped and counted.");

    private static final Key<Path> CA_CERT = Key.optional(
            "ca-cert",
            ProcessTypes.FILE,
            "those that the Java runtime trusts",
            "The certificates of the authorities that are trusted, in PEM.");

    private static final Block WEBHOOK = Block.repeated("webhook", "Somebody who is told by POST requests.")
            .arguments(ID)
            .keys(URL, EVENTS, SECRET, TIMEOUT, MAX_ATTEMPTS, BACKOFF, MAX_BACKOFF, MAX_QUEUE, CA_CERT);

    static final Block BLOCK =
            Block.single("webhooks", "Who is told of events at once.").blocks(WEBHOOK);

    private WebhooksReader() {}

    static List<WebhookSettings> read(Section section) {
        Set<String> ids = new HashSet<>();
        return section.each(WEBHOOK, block -> readOne(block, ids));
    }

    private static @Nullable WebhookSettings readOne(Section section, Set<String> ids) {
        Located<String> id = section.argument(ID);
        if (id != null && !ids.add(id.value())) {
            section.report(Problem.at(id.position(), "there is another webhook `" + id.value() + "`"));
        }
        WebhookUrl url = section.find(URL);
        Set<Event> events = EnumSet.noneOf(Event.class);
        boolean written = section.has(EVENTS);
        events.addAll(section.all(EVENTS));
        if (!written) {
            section.report(
                    "a webhook without `events` would be told nothing",
                    EVENTS.type().expected());
        }
        SecretText secret = secret(section);
        Duration timeout = Duration.ofMillis(section.get(TIMEOUT));
        int attempts = section.get(MAX_ATTEMPTS);
        Duration backoff = Duration.ofMillis(section.get(BACKOFF));
        Duration most = Duration.ofMillis(section.get(MAX_BACKOFF));
        int queue = section.get(MAX_QUEUE);
        Located<Path> authorities = section.locate(CA_CERT);
        Path trusted = authorities == null ? null : TlsReader.readable(authorities, section);
        if (authorities != null && url != null && !url.encrypted()) {
            section.report(Problem.at(authorities.position(), "nothing is verified on a connection in the clear"));
        }
        if (id == null || url == null || secret == null) {
            return null;
        }
        return new WebhookSettings(id.value(), url, events, secret, timeout, attempts, backoff, most, queue, trusted);
    }

    private static @Nullable SecretText secret(Section section) {
        Located<SecretSource> source = section.locate(SECRET);
        SecretText secret = source == null ? null : SecretTypes.secret(source, section);
        if (source == null || secret == null) {
            return null;
        }
        try {
            WebhookKey.of(secret.value());
            return secret;
        } catch (IllegalArgumentException notOne) {
            section.report(Problem.at(source.position(), String.valueOf(notOne.getMessage()))
                    .expecting("`whsec_` and 24 to 64 octets in base64"));
            return null;
        }
    }

    private static Map<String, Event> events() {
        Map<String, Event> words = new LinkedHashMap<>();
        for (Event event : Event.values()) {
            words.put(event.word(), event);
        }
        return words;
    }
}
