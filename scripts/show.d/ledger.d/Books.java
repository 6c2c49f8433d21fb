import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.ledger.AccountState;
import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.ledger.FileLedger;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.LedgerSettings;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.security.quota.StoreSettings;
import io.zentinelproxy.security.redis.RedisScripts;
import io.zentinelproxy.security.redis.RedisSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the books say, as JSON: {@code Books.java PLACE LEASE-SECONDS LIMIT=MEASURE=MOST=HOLDER ...}, where PLACE is a folder or {@code redis:PORT}. All limits
 * are of a month. Entries are told of a folder alone; those in Redis are read there.
 */
class Books {
    public static void main(String[] arguments) throws Exception {
        List<JsonValue> accounts = new ArrayList<>();
        String place = arguments[0];
        JsonObject.Builder told;
        try (Ledger ledger = settings(place, Duration.ofSeconds(Long.parseLong(arguments[1]))).open(Alerts.none())) {
            for (int i = 2; i < arguments.length; i++) {
                String[] words = arguments[i].split("=", -1);
                Limit limit = new Limit(words[0], Measure.valueOf(words[1]), new Window.Calendar(Window.Unit.MONTH),
                        Long.parseLong(words[2]), 0, null, List.of(), true);
                accounts.add(account(ledger.state(limit, words[3])));
            }
            told = JsonObject.with("accounts", new JsonArray(accounts)).and("given_back", ledger.totals().expired());
        }
        List<JsonValue> entries = new ArrayList<>();
        if (!place.startsWith("redis:")) {
            FileLedger.entries(Path.of(place), (Entry entry) -> entries.add(entry(entry)));
        }
        System.out.write(Json.write(told.and("entries", new JsonArray(entries)).build()));
        System.out.flush();
    }

    private static JsonObject account(AccountState state) {
        return JsonObject.with("limit", state.limit()).and("holder", state.holder()).and("used", state.used())
                .and("reserved", state.reserved()).and("remaining", state.remaining()).build();
    }

    private static JsonObject entry(Entry entry) {
        return JsonObject.with("id", entry.requestId()).and("key", entry.key()).and("team", entry.team())
                .and("tokens", entry.usage().total()).and("cost", entry.cost())
                .and("source", entry.source().name().toLowerCase()).and("end", entry.end().name().toLowerCase()).build();
    }

    private static LedgerSettings settings(String place, Duration lease) {
        if (!place.startsWith("redis:")) {
            return new LedgerSettings.File(Path.of(place), FileLedger.Fsync.INTERVAL, lease, 1000, FileLedger.RETENTION);
        }
        int port = Integer.parseInt(place.substring("redis:".length()));
        RedisSettings settings = new RedisSettings(RedisSettings.Mode.SINGLE, List.of(new OriginAddress.Tcp("127.0.0.1", port)), "", 0,
                null, null, null, "", 8, Duration.ofSeconds(1), StoreSettings.Fallback.CLOSED);
        return new LedgerSettings.Redis(RedisScripts.of(settings), LedgerSettings.Redis.PREFIX, lease, LedgerSettings.Fallback.CLOSED);
    }
}
