package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.CipherSuites;
import io.zentinelproxy.core.certificate.ClientAuth;
import io.zentinelproxy.core.certificate.SniName;
import io.zentinelproxy.core.certificate.TlsVersion;
import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Types of the values of {@code tls} blocks. */
final class TlsTypes {
    /** With or without what TLS or JSSE put before the number. */
    static final ValueType<TlsVersion> VERSION = ValueType.ofText(
            "version", "\"1.2\" or \"1.3\"", TlsTypes::version, version -> '"' + version.number() + '"');

    /** The original's switch, or a word that says which of the two it is. */
    static final ValueType<ClientAuth> CLIENT_AUTH = new ValueType<>(
            "choice",
            "",
            "\"required\" or #true, \"optional\", \"none\" or #false",
            TlsTypes::clientAuth,
            auth -> '"' + auth.name().toLowerCase(Locale.ROOT) + '"');

    /** One that this JDK has. */
    static final ValueType<String> CIPHER_SUITE = ValueType.ofText(
            "cipher suite",
            "a name in the registry of IANA, such as \"TLS_AES_256_GCM_SHA384\"",
            TlsTypes::cipherSuite,
            suite -> '"' + suite + '"');

    /** A DNS name, or all names one label below it. */
    static final ValueType<String> SERVER_NAME = ValueType.ofText(
            "name",
            "a name such as \"www.example.com\" or \"*.example.com\"",
            TlsTypes::name,
            name -> '"' + name + '"');

    /** How origins are told of a client's certificate. */
    static final ValueType<CertificateForwarding> FORWARDING = WordTypes.choice(forwardings(), List.of());

    private TlsTypes() {}

    private static Map<String, CertificateForwarding> forwardings() {
        Map<String, CertificateForwarding> choices = new LinkedHashMap<>();
        choices.put("rfc9440", new CertificateForwarding(true, false));
        choices.put("xfcc", new CertificateForwarding(false, true));
        choices.put("both", CertificateForwarding.BOTH);
        choices.put("off", CertificateForwarding.OFF);
        return choices;
    }

    private static TlsVersion version(String text) throws Refusal {
        String number = text.toLowerCase(Locale.ROOT).replaceFirst("^tls[v-]?", "");
        return switch (number) {
            case "1.2" -> TlsVersion.TLS_1_2;
            case "1.3" -> TlsVersion.TLS_1_3;
            case "1.0", "1.1", "1" -> throw Refusal.because("TLS 1.0 and 1.1 are not to be used any more (RFC 8996)");
            default -> throw Refusal.because("no such version of TLS `" + text + "`");
        };
    }

    private static ClientAuth clientAuth(KdlValue value) throws Refusal {
        return switch (value) {
            case KdlValue.Bool bool -> bool.value() ? ClientAuth.REQUIRED : ClientAuth.NONE;
            case KdlValue.Text text -> clientAuth(text.text());
            default -> throw Refusal.because("this must be a word, or true or false");
        };
    }

    private static ClientAuth clientAuth(String word) throws Refusal {
        return switch (word) {
            case "required" -> ClientAuth.REQUIRED;
            case "optional" -> ClientAuth.OPTIONAL;
            case "none" -> ClientAuth.NONE;
            default -> throw Refusal.because("no such choice `" + word + "`");
        };
    }

    private static String cipherSuite(String name) throws Refusal {
        Set<String> known = CipherSuites.known();
        if (known.contains(name)) {
            return name;
        }
        throw Refusal.because("no cipher suite `" + name + "` that this JDK offers")
                .suggesting(Suggestion.nearest(name, known));
    }

    private static String name(String text) throws Refusal {
        String name = SniName.canonical(text);
        if (name == null) {
            throw Refusal.because("no name that a client can ask for");
        }
        return name;
    }
}
