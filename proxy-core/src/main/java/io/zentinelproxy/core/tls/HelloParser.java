package io.zentinelproxy.core.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses one ClientHello. Strict about lengths, as JSSE is that parses it after us; silent about extensions that we do not know. */
final class HelloParser {
    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;

    private static final int RANDOM = 32;

    /** A name longer than any of DNS is none. */
    private static final int MAX_NAME = 255;

    private final List<Integer> extensions = new ArrayList<>();
    private final List<Integer> signatures = new ArrayList<>();
    private final List<Integer> versions = new ArrayList<>();
    private final List<String> protocols = new ArrayList<>();
    private @Nullable String serverName;

    private HelloParser() {}

    /** Parses the message behind its type and length. */
    static ClientHello parse(byte[] octets, int from, int end) throws HandshakeRefused {
        return new HelloParser().parse(new HelloCursor(octets, from, end));
    }

    private ClientHello parse(HelloCursor hello) throws HandshakeRefused {
        int legacyVersion = hello.u16();
        hello.skip(RANDOM);
        hello.vector8();
        List<Integer> cipherSuites = numbers(hello.vector16());
        hello.vector8();
        if (hello.hasMore()) {
            parseExtensions(hello.vector16());
        }
        if (hello.hasMore()) {
            throw HelloCursor.malformed("octets behind the extensions");
        }
        if (versions.isEmpty()) {
            versions.add(legacyVersion);
        }
        Ja4 fingerprint = new Ja4(versions, cipherSuites, extensions, signatures, protocols);
        return new ClientHello(
                serverName,
                List.copyOf(protocols),
                List.copyOf(versions),
                List.copyOf(cipherSuites),
                fingerprint.toString());
    }

    private void parseExtensions(HelloCursor all) throws HandshakeRefused {
        while (all.hasMore()) {
            int type = all.u16();
            HelloCursor extension = all.vector16();
            extensions.add(type);
            switch (type) {
                case SERVER_NAME -> parseServerName(extension);
                case SIGNATURE_ALGORITHMS -> signatures.addAll(numbers(extension.vector16()));
                case ALPN -> parseProtocols(extension.vector16());
                case SUPPORTED_VERSIONS -> versions.addAll(numbers(extension.vector8()));
                default -> {}
            }
        }
    }

    private static List<Integer> numbers(HelloCursor vector) throws HandshakeRefused {
        List<Integer> numbers = new ArrayList<>();
        while (vector.hasMore()) {
            numbers.add(vector.u16());
        }
        return numbers;
    }

    private void parseServerName(HelloCursor extension) throws HandshakeRefused {
        if (serverName != null) {
            throw HelloCursor.malformed("two server names");
        }
        HelloCursor names = extension.vector16();
        int type = names.u8();
        String name = names.vector16().rest();
        if (type != 0 || !isHostName(name)) {
            throw HelloCursor.malformed("a server name that is none");
        }
        serverName = name.toLowerCase(Locale.ROOT);
    }

    /** Whether it can stand in a log and be looked up: no more is asked of it here. */
    private static boolean isHostName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private void parseProtocols(HelloCursor names) throws HandshakeRefused {
        while (names.hasMore()) {
            protocols.add(names.vector8().rest());
        }
    }
}
