package io.zentinelproxy.core.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import io.zentinelproxy.core.config.CompressionAlgorithm;
import java.io.IOException;

/** What is not written in Java: whether it runs on this machine is found out when a configuration asks for it, not by a request. */
final class NativeLibraries {
    private NativeLibraries() {}

    /** @throws IOException when the algorithm needs a library that cannot be loaded */
    static void require(CompressionAlgorithm algorithm, String filter) throws IOException {
        try {
            switch (algorithm) {
                case GZIP, DEFLATE -> {}
                case BR -> Brotli4jLoader.ensureAvailability();
                case ZSTD -> Native.load();
            }
        } catch (RuntimeException | LinkageError e) {
            String cause = e.getCause() == null ? String.valueOf(e.getMessage()) : String.valueOf(e.getCause());
            throw new IOException(
                    "filter `" + filter + "`: the native library of `" + algorithm.coding()
                            + "` cannot be loaded on this machine (" + cause
                            + "); it is unpacked to the folder that java.io.tmpdir names, from where programs must be allowed to run",
                    e);
        }
    }
}
