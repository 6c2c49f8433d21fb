package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.BlockReader;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.core.config.ProcessTypes;
import io.zentinelproxy.core.config.SecretTypes;
import io.zentinelproxy.core.config.SecretTypes.SecretSource;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.script.ScriptStoreType;
import io.zentinelproxy.inference.ledger.LedgerSettings;
import io.zentinelproxy.inference.model.Provider;
import io.zentinelproxy.inference.models.Prices;
import io.zentinelproxy.inference.models.PricesBlock;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plug of the block {@code inference} at the top. */
public final class GatewayBlock implements BlockReader {
    private static final Key<Path> KEYS_FILE = Key.optional(
            "keys-file",
            ProcessTypes.FILE,
            "no virtual keys",
            "The file of virtual keys, as `zentinel key` writes it. Read again when it changes.");

    private static final Key<String> UPSTREAM =
            Key.required("upstream", WordTypes.ID_TYPE, "An upstream of the top-level block.");

    private static final Key<Provider> PROVIDER =
            Key.required("provider", WordTypes.choice(ModelRouteBlock.providers(), List.of()), "Whose API it is.");

    private static final Key<SecretSource> API_KEY =
            Key.optional("api-key", SecretTypes.PASSPHRASE, "the client's own goes on", "The provider's key.");

    private static final Key<Boolean> ASK_USAGE = Key.defaulting(
            "ask-for-usage",
            WordTypes.SWITCH,
            true,
            "Whether its streams are asked for their usage: some providers refuse requests that do.");

    private static final Block ORIGIN = Block.repeated("upstream", "Who serves models at an upstream, on all routes.")
            .arguments(UPSTREAM)
            .keys(PROVIDER, API_KEY, ASK_USAGE);

    private final LedgerBlock ledger;
    private final Block block;

    /** @param servers how a store of programs is configured, in which books may be kept */
    public GatewayBlock(ScriptStoreType servers) {
        ledger = new LedgerBlock(servers);
        block = Block.single("inference", "What holds for all routes that serve models.")
                .keys(KEYS_FILE)
                .blocks(ORIGIN, ledger.block(), PricesBlock.BLOCK);
    }

    private record Named(Located<String> upstream, ModelOrigin origin) {}

    @Override
    public String within() {
        return "";
    }

    @Override
    public Block block() {
        return block;
    }

    @Override
    public ModuleSettings read(Section section) {
        Path file = section.find(KEYS_FILE);
        LedgerSettings books = section.optional(ledger.block(), ledger::read);
        Prices prices = section.optional(PricesBlock.BLOCK, PricesBlock::read);
        Map<String, ModelOrigin> origins = new LinkedHashMap<>();
        List<Named> named = section.each(ORIGIN, GatewayBlock::readOrigin);
        for (Named one : named) {
            if (origins.put(one.upstream.value(), one.origin) != null) {
                section.report(io.zentinelproxy.core.config.kdl.Problem.at(
                        one.upstream.position(),
                        "the upstream `" + one.upstream.value() + "` has such a block already"));
            }
        }
        return new GatewaySettings(
                file == null ? null : section.resolve(file),
                books == null ? LedgerSettings.Memory.USUAL : books,
                prices,
                origins,
                named.stream().map(Named::upstream).toList());
    }

    private static @Nullable Named readOrigin(Section section) {
        Located<String> upstream = section.argument(UPSTREAM);
        Provider provider = section.find(PROVIDER);
        Located<SecretSource> key = section.locate(API_KEY);
        boolean asks = section.get(ASK_USAGE);
        if (upstream == null || provider == null) {
            return null;
        }
        return new Named(
                upstream,
                new ModelOrigin(provider, key == null ? null : SecretTypes.fieldValue(key.value(), section), asks));
    }
}
