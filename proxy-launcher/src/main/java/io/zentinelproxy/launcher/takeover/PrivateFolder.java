package io.zentinelproxy.launcher.takeover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The folder of an upgrade-socket: who can write there could put a socket of his own in its place. */
final class PrivateFolder {
    private PrivateFolder() {}

    /** @throws IOException when others than its owner may write the folder of this file, or it is not there */
    static void check(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            throw new IOException("others than its owner may write the folder " + folder);
        }
    }
}
