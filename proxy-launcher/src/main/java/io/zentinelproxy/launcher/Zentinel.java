package io.zentinelproxy.launcher;

/**
 * The entry of {@code java -jar zentinel.jar}, compiled for Java 8 so that an old Java can say that it is too old instead of
 * failing with UnsupportedClassVersionError. Everything else starts in {@code Main}.
 */
public final class Zentinel {
    private static final int OLDEST_JAVA = 25;

    private Zentinel() {}

    public static void main(String[] arguments) throws Exception {
        String version = System.getProperty("java.specification.version");
        if (feature(version) < OLDEST_JAVA) {
            System.err.println("zentinel needs Java " + OLDEST_JAVA + " or newer, and this is Java " + version + " ("
                    + System.getProperty("java.home") + "): start it with a newer java.");
            System.exit(3);
        }
        Class.forName("io.zentinelproxy.launcher.Main")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    private static int feature(String version) {
        String number = version.startsWith("1.") ? version.substring(2) : version;
        return Integer.parseInt(number);
    }
}
