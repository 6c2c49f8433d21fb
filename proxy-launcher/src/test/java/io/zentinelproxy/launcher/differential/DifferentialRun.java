package io.zentinelproxy.launcher.differential;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The program behind {@code scripts/show differential}: {@code MUTATIONS SEED FOLDER NAME=PORT...}, the last for each origin that
 * was started before. Tomcat, the JDK's server and the recorder it starts itself. Exit code 1 where there are differences.
 */
public final class DifferentialRun {
    private DifferentialRun() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        List<Origin> origins = new ArrayList<>();
        origins.add(new RecordingOrigin());
        origins.add(new TomcatOrigin(Path.of(arguments[2])));
        origins.add(new JdkOrigin());
        for (int at = 3; at < arguments.length; at++) {
            origins.add(StartedOrigin.parse(arguments[at]));
        }
        System.out.printf(
                "%,d mutations of seed %d, to %s%n%n",
                count, seed, origins.stream().map(Origin::name).toList());
        Instant start = Instant.now();
        Tally tally = Differential.run(origins, seed, count);
        tally.print(System.out);
        System.out.printf("%n%d s%n", Duration.between(start, Instant.now()).toSeconds());
        if (Boolean.getBoolean("examples")) {
            tally.printExamples(System.out);
        }
        System.exit(tally.differences() == 0 ? 0 : 1);
    }
}
