package io.zentinelproxy.core.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Reads and writes whole JSON documents. Strict: nothing outside RFC 8259 is taken, and what is over a limit is not read on. */
public final class Json {

    /** Objects and arrays inside each other. Trees are walked by recursion, so this also bounds the stack. */
    public static final int MAX_NESTING_DEPTH = 64;

    /** Octets of a document: the largest request the Anthropic messages API takes. */
    public static final int MAX_DOCUMENT_OCTETS = 32 << 20;

    /** UTF-16 units of one string: room for a 15 MiB image in base64. */
    public static final int MAX_STRING_CHARS = 20 << 20;

    /** UTF-16 units of a member's name. */
    public static final int MAX_NAME_CHARS = 4096;

    /** Characters of a number: enough for every double in full, sign and exponent included. */
    public static final int MAX_NUMBER_CHARS = 400;

    /** Buffers kept for reuse, shared: one per thread, jackson's other choice, would be one per connection here. */
    private static final int POOLED_BUFFERS = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING_DEPTH)
                    .maxDocumentLength(MAX_DOCUMENT_OCTETS)
                    .maxStringLength(MAX_STRING_CHARS)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .build())
            // Else a document that begins with a zero octet is read as UTF-16 or UTF-32; RFC 8259 section 8.1 knows
            // only UTF-8.
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .recyclerPool(JsonRecyclerPools.newBoundedPool(POOLED_BUFFERS))
            .build();

    private Json() {}

    /**
     * Reads one document, which must fill all the octets but for white space.
     *
     * @throws JsonException if it is malformed, not UTF-8, has a duplicate name or an unpaired surrogate, or is over a limit
     */
    public static JsonValue parse(byte[] octets) throws JsonException {
        if (octets.length > MAX_DOCUMENT_OCTETS) {
            throw new JsonException("document over " + MAX_DOCUMENT_OCTETS + " octets", MAX_DOCUMENT_OCTETS);
        }
        // Jackson's own decoder lets overlong and surrogate encodings through: two readings of one document.
        StrictUtf8.check(octets);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), octets)) {
            return new TreeReader(parser).document();
        } catch (JacksonException refused) {
            throw new JsonException(refused.getOriginalMessage(), TreeReader.offset(refused.getLocation()));
        }
    }

    /** The tokens of a document that is text already. */
    public static JsonTokens tokens(String text) {
        return new JsonTokens(FACTORY.createParser(ObjectReadContext.empty(), text));
    }

    /** The value's shortest text: no white space, members in their order, UTF-8. */
    public static byte[] write(JsonValue value) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            TreeWriter.write(generator, value);
        }
        return out.toByteArray();
    }

    /** {@link #write} as text. */
    public static String text(JsonValue value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }
}
