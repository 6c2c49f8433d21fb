package io.zentinelproxy.launcher;

/** The version that the jar's manifest states. */
final class Version {
    private Version() {}

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }
}
