package io.zentinelproxy.core.testkit.h2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one side of a connection behaves of itself.
 *
 * @param settings identifiers and values by turns, sent first
 * @param greeting what is sent first in place of the SETTINGS, octet for octet
 * @param acknowledges whether SETTINGS of the peer are acknowledged
 * @param pongs whether PING is answered
 * @param opensWindows whether what has come is given back to the peer's windows, half a window at a time
 */
public record H2Options(
        List<Long> settings, byte @Nullable [] greeting, boolean acknowledges, boolean pongs, boolean opensWindows) {

    public static final int HEADER_TABLE_SIZE = 1;
    public static final int ENABLE_PUSH = 2;
    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int MAX_FRAME_SIZE = 5;
    public static final int MAX_HEADER_LIST_SIZE = 6;
    public static final int ENABLE_CONNECT_PROTOCOL = 8;
    public static final int NO_RFC7540_PRIORITIES = 9;

    /** A peer as it should be, with every setting at its default. */
    public static final H2Options USUAL = new H2Options(List.of(), null, true, true, true);

    /** With this setting besides. */
    public H2Options with(int identifier, long value) {
        List<Long> more = new ArrayList<>(settings);
        more.add((long) identifier);
        more.add(value);
        return new H2Options(List.copyOf(more), greeting, acknowledges, pongs, opensWindows);
    }

    /** Says this in place of SETTINGS. */
    public H2Options greetingWith(byte[] octets) {
        return new H2Options(settings, octets, acknowledges, pongs, opensWindows);
    }

    public H2Options withoutAcknowledging() {
        return new H2Options(settings, greeting, false, pongs, opensWindows);
    }

    public H2Options withoutPongs() {
        return new H2Options(settings, greeting, acknowledges, false, opensWindows);
    }

    /** The usual ones, with this window for each stream, which only the test opens further. */
    public static H2Options leavingWindowsOf(long octets) {
        return USUAL.with(INITIAL_WINDOW_SIZE, octets).leavingWindows();
    }

    /** No WINDOW_UPDATE but those that the test sends. */
    public H2Options leavingWindows() {
        return new H2Options(settings, greeting, acknowledges, pongs, false);
    }

    H2Frame settingsFrame() {
        return H2Frame.settings(settings.stream().mapToLong(Long::longValue).toArray());
    }
}
