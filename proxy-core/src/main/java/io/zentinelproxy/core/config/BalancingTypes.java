package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Types of the parameters of balancing algorithms. */
final class BalancingTypes {
    private static final CharSet WORD = CharSet.LETTERS_AND_DIGITS.and("-_.");
    private static final CharSet TOKEN = CharSet.LETTERS_AND_DIGITS.and("!#$%&'*+-.^_`|~");
    private static final int MAX_FACTOR = 1000;
    private static final int MIN_TABLE = 251;
    private static final int MAX_TABLE = 5_000_011;
    private static final int CERTAINTY = 30;

    /** A part of a request. */
    static final ValueType<HashKey> HASH_KEY = ValueType.ofText(
            "part of a request",
            "one of client-ip, path, uri, header:NAME, cookie:NAME, query:NAME",
            BalancingTypes::hashKey,
            key -> '"' + key.toString() + '"');

    /** How much more than its share. */
    static final ValueType<Double> LOAD_FACTOR = new ValueType<>(
            "number", "", "a number above 1, to 1000, such as 1.25", BalancingTypes::loadFactor, String::valueOf);

    /** Places of a Maglev table. */
    static final ValueType<Integer> TABLE_SIZE = new ValueType<>(
            "prime", "", "a prime from " + MIN_TABLE + " to " + MAX_TABLE, BalancingTypes::prime, String::valueOf);

    /** The name of a place or of a proxy. */
    static final ValueType<String> NAME = ValueType.ofText(
            "name", "a name of letters, digits and `-`, `_`, `.`", BalancingTypes::name, name -> '"' + name + '"');

    /** The name of a cookie, RFC 6265 section 4.1.1. */
    static final ValueType<String> COOKIE_NAME = ValueType.ofText(
            "cookie name", "a cookie name such as \"SERVERID\"", BalancingTypes::cookieName, name -> '"' + name + '"');

    /** The path of a cookie, RFC 6265 section 4.1.1. */
    static final ValueType<String> COOKIE_PATH = ValueType.ofText(
            "path", "a path that begins with `/`, without `;`", BalancingTypes::cookiePath, path -> '"' + path + '"');

    private BalancingTypes() {}

    private static HashKey hashKey(String text) throws Refusal {
        int colon = text.indexOf(':');
        String word = (colon < 0 ? text : text.substring(0, colon)).replace('_', '-');
        String name = colon < 0 ? "" : text.substring(colon + 1);
        for (HashKey.Part part : HashKey.Part.values()) {
            if (part.word().equals(word) && part.isNamed() == colon >= 0) {
                return new HashKey(part, named(part, name));
            }
        }
        throw Refusal.because("`" + text + "` is no part of a request");
    }

    private static String named(HashKey.Part part, String name) throws Refusal {
        return switch (part) {
            case CLIENT_IP, PATH, URI -> "";
            case HEADER -> HttpTypes.fieldName(name);
            case COOKIE -> cookieName(name);
            case QUERY -> parameter(name);
        };
    }

    private static String parameter(String name) throws Refusal {
        if (!TOKEN.spells(name) || name.indexOf('&') >= 0) {
            throw Refusal.because("`" + name + "` is no name of a parameter");
        }
        return name;
    }

    private static String cookieName(String name) throws Refusal {
        if (!TOKEN.spells(name)) {
            throw Refusal.because("`" + name + "` is no name of a cookie");
        }
        return name;
    }

    private static String cookiePath(String text) throws Refusal {
        String path = HttpTypes.path(text);
        if (path.indexOf(';') >= 0) {
            throw Refusal.because("a cookie's path ends at `;`");
        }
        return path;
    }

    static String name(String text) throws Refusal {
        if (!WORD.spells(text)) {
            throw Refusal.because("not usable as a name");
        }
        return text;
    }

    private static double loadFactor(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Number number)) {
            throw Refusal.because("this must be a number");
        }
        BigDecimal written = number.value();
        if (written.compareTo(BigDecimal.ONE) <= 0 || written.compareTo(BigDecimal.valueOf(MAX_FACTOR)) > 0) {
            throw Refusal.because("this number is out of range");
        }
        return written.doubleValue();
    }

    private static int prime(KdlValue value) throws Refusal {
        int size = QuantityTypes.count(MIN_TABLE, MAX_TABLE).read(value);
        if (!BigInteger.valueOf(size).isProbablePrime(CERTAINTY)) {
            BigInteger next = BigInteger.valueOf(size).nextProbablePrime();
            throw Refusal.because(size + " is no prime").suggesting(next.toString());
        }
        return size;
    }
}
