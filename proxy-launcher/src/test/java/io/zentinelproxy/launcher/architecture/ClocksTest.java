package io.zentinelproxy.launcher.architecture;

import static io.zentinelproxy.launcher.architecture.OurClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The wall clock may jump: it stamps, and nobody waits by it. Every deadline is one of nanoTime's. */
class ClocksTest {
    /** Who stamps: a request's begin, an event of the log, an id; and the demo's model its answers. */
    private static final Set<String> STAMPS = Set.of(
            "Http1Exchange",
            "Http2Exchange",
            "JsonEvents",
            "TextEvents",
            "TinyFlakes",
            "OpenAiDialect",
            "ProxyServer",
            "Reloads",
            "BuiltinHandlers",
            "CertificateAge",
            // Since when a target is as it is.
            "Transitions",
            // Whether a file has changed just now.
            "Stamp",
            // When an event was, and when a message of it was signed.
            "Webhooks",
            "Delivery",
            // Windows in memcached begin at the same time for all processes.
            "SharedClock",
            // A key on the command line is made, and ends, now.
            "KeyCommand",
            "DemoKeys",
            // Certificates are valid from one date to another.
            "TlsContexts",
            // JSSE stamps sessions by the wall clock: one that is older than its handshake went on.
            "TlsServer",
            "TlsClient",
            // Turns of the calendar, and leases that outlive a process.
            "LedgerClock",
            // Ends of keys, times of entries, turns of budgets as clients are told them, keys as operators see them.
            "GatewayPage",
            "ModelRoute",
            "Booking",
            "Standings",
            // When a demo model has answered.
            "ModelHandler",
            "ResponsesDialect",
            "CompletionsDialect");

    private static final Set<String> WALL_CLOCKS = Set.of(
            "java.lang.System.currentTimeMillis()",
            "java.time.Instant.now()",
            "java.time.Clock.systemUTC()",
            "java.time.Clock.systemDefaultZone()");

    @Test
    void onlyStampsComeFromTheWallClock() {
        Set<String> found = ALL.stream()
                .flatMap(one -> one.getAccessesFromSelf().stream())
                .filter(ClocksTest::readsTheWallClock)
                .map(JavaAccess::getOriginOwner)
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());

        assertThat(found).isNotEmpty().isSubsetOf(STAMPS);
    }

    private static boolean readsTheWallClock(JavaAccess<?> access) {
        return WALL_CLOCKS.contains(access.getTarget().getFullName());
    }
}
