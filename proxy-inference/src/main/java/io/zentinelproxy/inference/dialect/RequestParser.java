package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonScan;
import io.zentinelproxy.inference.model.Api;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request to a model in one pass over its octets. Strict: what two parsers could read in two ways is refused, as the one
 * that counts and the one that answers would then see different requests.
 *
 * <p>Allocates the texts of the prompt and some 80 octets for each of its parts, so at most about twenty times the content, and
 * that only where it is all strings of one character, of which {@link RequestLimits#values} allows so many.
 */
public final class RequestParser {
    private RequestParser() {}

    /**
     * Reads a request whose content names the model.
     *
     * @param length how many of the octets are the content
     * @throws BadRequestException 413 where it is over the limits, 400 for all else
     */
    public static ModelRequest parse(Api api, byte[] octets, int length, RequestLimits limits)
            throws BadRequestException {
        return parse(api, octets, length, limits, null);
    }

    /**
     * Reads a request.
     *
     * @param pathModel the model that the path names, as Azure's does; where the content names another, it is refused
     * @throws BadRequestException 413 where it is over the limits, 400 for all else
     */
    public static ModelRequest parse(
            Api api, byte[] octets, int length, RequestLimits limits, @Nullable String pathModel)
            throws BadRequestException {
        if (length > limits.octets()) {
            throw new BadRequestException(413, "The request is over " + limits.octets() + " octets.", null);
        }
        var scan = new JsonScan(octets, length, limits.bounds());
        try {
            return new RequestReader(api, scan, new PromptReader(api, scan, octets), pathModel).read();
        } catch (JsonException refused) {
            int status = refused.tooLarge() ? 413 : 400;
            String message = "The request is not JSON that is taken: " + refused.getMessage() + " (octet "
                    + refused.octetOffset() + ").";
            throw new BadRequestException(status, message, null);
        }
    }
}
