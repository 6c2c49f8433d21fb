package io.zentinelproxy.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit as systemd itself sees it, without running it: this machine need not have booted with systemd. */
class UnitFileIT {
    /** What docs/operations.md states, from 0 (hidden away) to 10 (exposed). */
    private static final double EXPOSURE = 1.4;

    private static final Pattern LEVEL = Pattern.compile("Overall exposure level for zentinel.service: ([0-9.]+)");

    @TempDir
    private Path folder;

    @Test
    void systemdFindsNothingWrongWithTheUnit() throws Exception {
        Finished verified = analyze("verify", unit().toString());

        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.err() + verified.out()).isEmpty();
    }

    @Test
    void theUnitIsNoMoreExposedThanTheManualStates() throws Exception {
        Finished analyzed = analyze("security", "--offline=yes", "--no-pager", unit().toString());

        Matcher level = LEVEL.matcher(analyzed.out());
        assertThat(level.find()).as(analyzed.out() + analyzed.err()).isTrue();
        assertThat(Double.parseDouble(level.group(1))).isLessThanOrEqualTo(EXPOSURE);
        assertThat(Finished.ROOT.resolve("docs/operations.md")).content().contains("security` rates it " + EXPOSURE);
    }

    /** systemd wants the program to be there, so it is one that is everywhere. */
    private Path unit() throws IOException {
        String text = Files.readString(Finished.ROOT.resolve("etc/systemd/zentinel.service"));
        return Files.writeString(
                folder.resolve("zentinel.service"), text.replace("/opt/zentinel/current/bin/zentinel", "/bin/true"));
    }

    private static Finished analyze(String... arguments) throws IOException, InterruptedException {
        Path program = Path.of("/usr/bin/systemd-analyze");
        assumeThat(program).as("systemd-analyze").exists();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return Finished.of(Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8"), command);
    }
}
