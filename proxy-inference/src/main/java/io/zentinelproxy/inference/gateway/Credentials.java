package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.inference.model.Provider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields by which clients say who they are to models: the client's own are taken away, and those of the provider put in. */
final class Credentials {
    private static final byte[] X_API_KEY = octets("x-api-key");
    private static final byte[] API_KEY = octets("api-key");
    private static final byte[][] OTHERS = {X_API_KEY, API_KEY, octets("x-goog-api-key")};
    private static final byte[] BEARER = octets("Bearer ");

    private Credentials() {}

    /** One of a client's own. */
    record Own(FieldName known, byte[] name, byte[] value) {}

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes all of them away, and returns what they were. */
    static List<Own> take(Fields fields) {
        List<Own> own = new ArrayList<>(2);
        for (int line = fields.find(FieldName.AUTHORIZATION); line >= 0; ) {
            take(fields, line, own);
            line = fields.find(FieldName.AUTHORIZATION, line + 1);
        }
        for (byte[] name : OTHERS) {
            for (int line = fields.find(name, 0); line >= 0; line = fields.find(name, line + 1)) {
                take(fields, line, own);
            }
        }
        return own;
    }

    private static void take(Fields fields, int line, List<Own> own) {
        byte[] octets = fields.octets(line);
        own.add(new Own(
                fields.known(line),
                java.util.Arrays.copyOfRange(octets, fields.nameStart(line), fields.nameEnd(line)),
                java.util.Arrays.copyOfRange(octets, fields.valueStart(line), fields.valueEnd(line))));
        fields.remove(line);
    }

    /** Puts back what was taken. */
    static void restore(Fields fields, List<Own> own) {
        for (Own one : own) {
            fields.add(one.known, one.name, one.value);
        }
    }

    /** Puts a provider's key in, as that one reads it. */
    static void put(Fields fields, Provider provider, String key) {
        switch (provider) {
            case ANTHROPIC -> fields.add(FieldName.OTHER, X_API_KEY, octets(key));
            case OPENAI, GENERIC -> {
                byte[] value = octets(key);
                byte[] bearer = java.util.Arrays.copyOf(BEARER, BEARER.length + value.length);
                System.arraycopy(value, 0, bearer, BEARER.length, value.length);
                fields.add(FieldName.AUTHORIZATION, bearer);
            }
        }
    }
}
