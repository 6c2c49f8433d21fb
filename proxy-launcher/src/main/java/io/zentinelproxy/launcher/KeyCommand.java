package io.zentinelproxy.launcher;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.inference.keys.KeyFile;
import io.zentinelproxy.inference.keys.KeyFileEditor;
import io.zentinelproxy.inference.keys.KeyFileException;
import io.zentinelproxy.inference.keys.NewKey;
import io.zentinelproxy.launcher.cli.KeyOption;
import io.zentinelproxy.launcher.cli.Reading.KeyCall;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code zentinel key}: makes, lists, revokes and rotates virtual keys. A new key is printed once, alone, on standard output. */
final class KeyCommand {
    private static final Map<KeyOption, String> RATES = Map.of(
            KeyOption.TOKENS, "tokens-per-minute",
            KeyOption.INPUT_TOKENS, "input-tokens-per-minute",
            KeyOption.OUTPUT_TOKENS, "output-tokens-per-minute",
            KeyOption.REQUESTS, "requests-per-minute",
            KeyOption.BURST, "burst-tokens");
    private static final Map<KeyOption, String> BUDGET =
            Map.of(KeyOption.BUDGET_TOKENS, "limit", KeyOption.BUDGET_COST, "limit-cost");
    private static final String USUAL_PERIOD = "monthly";

    private final PrintStream out;
    private final PrintStream err;

    KeyCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    ExitCode run(KeyCall call) {
        try {
            Path file = Path.of(needed(call, KeyOption.FILE));
            act(call, file, Instant.now().truncatedTo(ChronoUnit.SECONDS));
            return ExitCode.FINE;
        } catch (KeyFileException refused) {
            err.println("zentinel: " + refused.getMessage());
            return ExitCode.CONFIGURATION_REFUSED;
        } catch (InvalidPathException e) {
            err.println("zentinel: `" + e.getInput() + "` cannot be the name of a file");
            return ExitCode.WRONG_USAGE;
        } catch (IllegalArgumentException e) {
            err.println("zentinel: " + e.getMessage());
            return ExitCode.WRONG_USAGE;
        } catch (IOException e) {
            err.println("zentinel: the file of keys could not be changed: " + e.getMessage());
            return ExitCode.CANNOT_START;
        }
    }

    private void act(KeyCall call, Path file, Instant now) throws IOException, KeyFileException {
        switch (call.action()) {
            case CREATE -> {
                NewKey wanted = wanted(call, now);
                show(call, editor(file).create(wanted, now));
            }
            case LIST -> out.print(KeyList.of(KeyFile.open(file).ring(), now, has(call, KeyOption.JSON)));
            case REVOKE -> {
                boolean changed = editor(file).revoke(needed(call, KeyOption.ID), now);
                err.println(needed(call, KeyOption.ID) + (changed ? ": revoked" : ": was revoked before"));
            }
            case ROTATE -> show(call, editor(file).rotate(needed(call, KeyOption.ID), grace(call), now));
        }
    }

    private static KeyFileEditor editor(Path file) {
        return new KeyFileEditor(file, new SecureRandom());
    }

    private void show(KeyCall call, String key) {
        if (has(call, KeyOption.JSON)) {
            JsonObject shown = JsonObject.with("id", needed(call, KeyOption.ID))
                    .and("key", key)
                    .build();
            out.println(Json.text(shown));
        } else {
            out.println(key);
        }
    }

    private static NewKey wanted(KeyCall call, Instant now) {
        String expires = call.values().get(KeyOption.EXPIRES);
        Map<String, String> rates = written(call, RATES);
        Map<String, String> budget = written(call, BUDGET);
        String period = call.values().get(KeyOption.BUDGET_PERIOD);
        if (period != null && budget.isEmpty()) {
            throw new IllegalArgumentException("--budget-period says nothing without --budget-tokens or --budget-cost");
        }
        return new NewKey(
                needed(call, KeyOption.ID),
                call.values().getOrDefault(KeyOption.NAME, ""),
                call.values().get(KeyOption.TEAM),
                globs(call.values().get(KeyOption.MODELS)),
                expires == null ? null : KeyTimes.when(expires, now),
                rates,
                budget,
                period == null ? USUAL_PERIOD : period);
    }

    private static List<String> globs(@Nullable String written) {
        return written == null
                ? List.of()
                : Stream.of(written.split(",", -1)).map(String::strip).toList();
    }

    private static Map<String, String> written(KeyCall call, Map<KeyOption, String> keys) {
        Map<String, String> numbers = new LinkedHashMap<>();
        call.values().forEach((option, value) -> {
            String key = keys.get(option);
            if (key != null) {
                numbers.put(key, value);
            }
        });
        return numbers;
    }

    private static Duration grace(KeyCall call) {
        String written = call.values().get(KeyOption.GRACE);
        return written == null ? Duration.ZERO : KeyTimes.duration(written);
    }

    private static boolean has(KeyCall call, KeyOption option) {
        return call.values().containsKey(option);
    }

    private static String needed(KeyCall call, KeyOption option) {
        return Objects.requireNonNull(call.values().get(option), option.word());
    }
}
