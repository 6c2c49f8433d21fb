package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A native library that cannot be loaded is told of at the start, not by the first answer that needs it. */
class NativeLibrariesIT {
    @TempDir
    Path folder;

    private Jar started(String algorithm) throws Exception {
        Path config = Config.write(folder, 1, "", "");
        String text = Files.readString(config)
                .replace("route \"all\" {", "route \"all\" {\nfilters \"c\"")
                .concat("filters { filter \"c\" { type \"compress\"; algorithms \"" + algorithm + "\"; }; }\n");
        Files.writeString(config, text);
        Path nowhere = folder.resolve("nowhere");
        return Launch.plainly().jvm("-Djava.io.tmpdir=" + nowhere).start("run", "--config", config.toString());
    }

    @Test
    void algorithmWhoseLibraryCannotBeUnpackedIsRefused() throws Exception {
        for (String algorithm : new String[] {"br", "zstd"}) {
            try (Jar jar = started(algorithm)) {
                assertThat(jar.exit()).isEqualTo(3);
                jar.awaitSaid("the native library of `" + algorithm + "` cannot be loaded on this machine");
            }
        }
    }
}
