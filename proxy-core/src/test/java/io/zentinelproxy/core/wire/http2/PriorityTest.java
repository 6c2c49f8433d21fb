package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 9218: whose content goes first where the window of the connection is scarce. Both answers stand ready; then the window is opened
 * by little, again and again.
 */
class PriorityTest {
    private static final int LONG = 3_000_000;
    private static final int STEP = 1000;

    private static TestOrigin answeringLong() {
        return TestOrigin.doing(
                Step.send(Messages.okWith("Content-Length: " + LONG + "\r\n", "")), new Step.SendPattern(LONG));
    }

    private static H2Client connect(RunningProxy proxy) {
        return H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(LONG));
    }

    /** The first one has used up the window of the connection, and has more to send. */
    private static H2Stream first(H2Client client, String... fields) {
        H2Stream stream = client.get("/first", fields);
        stream.awaitContent(65_535);
        return stream;
    }

    /** Opens the window step by step until the other one has got some, which it does once it is ready. */
    private static void untilBegun(H2Client client, H2Stream one, H2Stream other) {
        other.awaitHead();
        for (int step = 0; step < 500 && other.content().length() == 0; step++) {
            step(client, one, other);
            client.roundTrip();
        }
        assertThat(other.content().length()).isPositive();
    }

    private static void step(H2Client client, H2Stream one, H2Stream other) {
        long before = one.content().length() + other.content().length();
        client.send(H2Frame.windowUpdate(0, STEP));
        client.awaitContent(one, other, before + STEP);
    }

    private static void firstIsLeft(H2Client client, H2Stream first, H2Stream second) {
        untilBegun(client, first, second);
        long before = first.content().length();
        long begun = second.content().length();
        for (int step = 0; step < 100; step++) {
            step(client, first, second);
            client.roundTrip();
        }
        // Nobody starves: a share is for the least urgent (RFC 9218 section 10), and one who is not ready has no turn.
        assertThat(second.content().length() - begun)
                .as("content of the more urgent")
                .isGreaterThan(3 * (first.content().length() - before));
        first.reset(H2Code.CANCEL);
        second.reset(H2Code.CANCEL);
    }

    @ParameterizedTest
    @CsvSource({"u=7, u=0", "u=4, u=3", "'', u=2", "u=5, ''", "'u=7, i', 'u=1, i'", "'u=6;x, q=1', 'u=5;y'"})
    void theMoreUrgentGoesFirst(String less, String more) {
        try (TestOrigin origin = answeringLong();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = connect(proxy)) {
            H2Stream first = first(client, asked(less));
            firstIsLeft(client, first, client.get("/second", asked(more)));
        }
    }

    private static String[] asked(String value) {
        return value.isEmpty() ? new String[0] : new String[] {"priority", value};
    }

    @Test
    void aFrameSaysSoLater() {
        try (TestOrigin origin = answeringLong();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = connect(proxy)) {
            H2Stream first = first(client, "priority", "u=1");
            H2Stream second = client.get("/second", "priority", "u=5");
            second.awaitHead();
            client.send(H2Frame.priorityUpdate(second.id(), "u=0"));
            firstIsLeft(client, first, second);
        }
    }

    /** Section 7.1: the frame may come before the request that it is about, and counts for more than its field. */
    @Test
    void aFrameMaySaySoBefore() {
        try (TestOrigin origin = answeringLong();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = connect(proxy)) {
            H2Stream first = first(client, "priority", "u=2");
            int next = client.nextStream();
            client.send(
                    H2Frame.priorityUpdate(next, "u=1"),
                    H2Frame.headers(next, client.block("GET", "/second", "priority", "u=6"), true));
            firstIsLeft(client, first, client.stream(next));
        }
    }

    @Test
    void whatWasUrgentMayBecomeLess() {
        try (TestOrigin origin = answeringLong();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = connect(proxy)) {
            H2Stream first = first(client, "priority", "u=0");
            H2Stream second = client.get("/second");
            second.awaitHead();
            client.send(H2Frame.priorityUpdate(first.id(), "u=6"));
            firstIsLeft(client, first, second);
        }
    }

    /** Section 4.2: incremental ones of the same urgency share. */
    @Test
    void incrementalOnesShare() {
        try (TestOrigin origin = answeringLong();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = connect(proxy)) {
            H2Stream first = first(client, "priority", "i");
            H2Stream second = client.get("/second", "priority", "i");
            untilBegun(client, first, second);
            long ofFirst = first.content().length();
            long ofSecond = second.content().length();
            // Not at once, or a thread that gets no processor for a moment would find all of it gone.
            for (int step = 0; step < 100; step++) {
                long before = first.content().length() + second.content().length();
                client.send(H2Frame.windowUpdate(0, LONG / 100));
                client.awaitContent(first, second, before + LONG / 100);
                client.roundTrip();
            }
            assertThat(first.content().length() - ofFirst).isGreaterThan(LONG / 10);
            assertThat(second.content().length() - ofSecond).isGreaterThan(LONG / 10);
            first.reset(H2Code.CANCEL);
            second.reset(H2Code.CANCEL);
        }
    }

    /** A value that is no structured field is none: section 4 takes the default then. */
    @Test
    void whatCannotBeParsedIsTheDefault() {
        try (TestOrigin origin = answeringLong();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = connect(proxy)) {
            H2Stream first = first(client, "priority", "u=9, u=\"1\";;");
            firstIsLeft(client, first, client.get("/second", "priority", "u=2"));
        }
    }
}
