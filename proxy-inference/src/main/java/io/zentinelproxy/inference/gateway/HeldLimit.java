package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.inference.keys.VirtualKey;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.limits.HolderPart;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A limit of a route, and whom it counts requests for.
 *
 * @param parts all together; empty for the virtual key, and where a request has none for the client's address
 * @param mostHolders that it may have
 */
record HeldLimit(Limit limit, List<HolderPart> parts, int mostHolders) {
    private static final String NOBODY = "-";

    /** Octets of a field's hash that tell it from others. */
    private static final int HASH_OCTETS = 16;

    String holder(Exchange exchange, @Nullable VirtualKey key, String model) {
        if (parts.isEmpty()) {
            return key == null ? address(exchange) : key.id();
        }
        if (parts.size() == 1) {
            return part(parts.getFirst(), exchange, key, model);
        }
        StringBuilder all = new StringBuilder();
        for (HolderPart part : parts) {
            all.append(all.isEmpty() ? "" : "|").append(part(part, exchange, key, model));
        }
        return all.toString();
    }

    private static String address(Exchange exchange) {
        return new String(exchange.client().octets(), StandardCharsets.US_ASCII);
    }

    private static String part(HolderPart part, Exchange exchange, @Nullable VirtualKey key, String model) {
        return switch (part.kind()) {
            case CLIENT_IP -> address(exchange);
            case HEADER -> field(exchange.head().fields(), part.name());
            case VIRTUAL_KEY -> key == null ? NOBODY : key.id();
            case TEAM -> key == null || key.teamId().isEmpty() ? NOBODY : key.teamId();
            case MODEL -> model;
            case ROUTE -> "";
        };
    }

    /** A hash, as the value may be a secret; several lines count as none, as nobody knows which of them others take. */
    private static String field(Fields fields, String name) {
        byte[] lower = name.getBytes(StandardCharsets.US_ASCII);
        int line = fields.find(lower, 0);
        if (line < 0 || fields.find(lower, line + 1) >= 0) {
            return NOBODY;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    fields.octets(line), fields.valueStart(line), fields.valueEnd(line) - fields.valueStart(line));
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
