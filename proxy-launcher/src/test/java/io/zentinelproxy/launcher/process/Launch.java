package io.zentinelproxy.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a process of the jar is started where more than its arguments matters.
 *
 * @param under a shell line that ends by running {@code "$@"}
 */
record Launch(String under, Map<String, String> environment, List<String> jvm) {
    static Launch plainly() {
        return new Launch("exec \"$@\"", Map.of(), List.of("-jar", Jar.JAR.toString()));
    }

    Launch under(String shell) {
        return new Launch(shell, environment, jvm);
    }

    Launch with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Launch(under, more, jvm);
    }

    /** With options of the JVM's before its others. */
    Launch jvm(String... options) {
        List<String> more = new ArrayList<>(List.of(options));
        more.addAll(jvm);
        return new Launch(under, environment, more);
    }

    Jar start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", under, "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new Jar(builder.start());
    }
}
