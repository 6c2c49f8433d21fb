package io.zentinelproxy.core.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.function.Function;

/** Types of what concerns the process: its folder, its files, who it runs as. These do look at the machine. */
public final class ProcessTypes {
    /** Belongs to the user and group that the process runs as. */
    private static final Path OURSELVES = Path.of("/proc/self/");

    public static final ValueType<Path> FILE =
            ValueType.ofText("path", "a path such as \"/run/zentinel.pid\"", ProcessTypes::path, ProcessTypes::render);

    /** A folder that is there. */
    static final ValueType<Path> FOLDER = ValueType.ofText(
            "path", "a folder such as \"/var/lib/zentinel\"", ProcessTypes::folder, ProcessTypes::render);

    /** The user that we are already. */
    static final ValueType<String> OUR_USER =
            ValueType.ofText("user", "the user that the process runs as", ProcessTypes::user, name -> '"' + name + '"');

    /** The group that we are in already. */
    static final ValueType<String> OUR_GROUP = ValueType.ofText(
            "group", "the group that the process runs as", ProcessTypes::group, name -> '"' + name + '"');

    private ProcessTypes() {}

    /** Finds a user or a group of the machine. */
    private interface LookUp {
        UserPrincipal find(UserPrincipalLookupService names) throws IOException;
    }

    private static Path path(String text) throws Refusal {
        if (text.isBlank()) {
            throw Refusal.because("an empty path");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw Refusal.because("not a path");
        }
    }

    private static Path folder(String text) throws Refusal {
        Path folder = path(text);
        if (!Files.isDirectory(folder)) {
            throw Refusal.because("there is no such folder");
        }
        return folder;
    }

    private static String render(Path path) {
        return "\"" + path + '"';
    }

    private static String user(String name) throws Refusal {
        return ours(name, "user", names -> names.lookupPrincipalByName(name), PosixFileAttributes::owner);
    }

    private static String group(String name) throws Refusal {
        return ours(name, "group", names -> names.lookupPrincipalByGroupName(name), PosixFileAttributes::group);
    }

    private static String ours(
            String name, String what, LookUp lookUp, Function<PosixFileAttributes, UserPrincipal> held) throws Refusal {
        UserPrincipal meant;
        UserPrincipal present;
        try {
            meant = lookUp.find(FileSystems.getDefault().getUserPrincipalLookupService());
            PosixFileAttributes process = Files.readAttributes(OURSELVES, PosixFileAttributes.class);
            present = held.apply(process);
        } catch (IOException | UnsupportedOperationException e) {
            throw Refusal.because("there is no " + what + " `" + name + "` here");
        }
        if (!meant.equals(present)) {
            throw Refusal.because(
                    "the process runs as " + what + " `" + present.getName()
                            + "`, and a Java process cannot change that",
                    "the same, or no such key; let systemd start the process as another " + what);
        }
        return name;
    }
}
