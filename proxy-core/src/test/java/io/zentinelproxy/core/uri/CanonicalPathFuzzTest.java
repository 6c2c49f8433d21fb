package io.zentinelproxy.core.uri;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.bytes.Ascii;

/** Whatever octets stand in a path: it is refused, or has the one form that a slow reading gives it, and that form is its own. */
class CanonicalPathFuzzTest {
    private static final PathLeniency EVERYTHING = new PathLeniency(true, true, true, true, true);

    @DictionaryEntries({
        "/..",
        "/.",
        "%2e",
        "%2f",
        "%5c",
        "%00",
        "%25",
        ";",
        "//",
        "%c3%a9",
        "%c0%af",
        "%ed%a0%80",
        "%40"
    })
    @FuzzTest
    void aPathHasTheFormThatASlowReadingGives(byte[] octets) {
        String path = Ascii.text(octets, 0, octets.length);
        PathReading.agrees(path, PathLeniency.NONE);
        PathReading.agrees(path, EVERYTHING);
    }
}
