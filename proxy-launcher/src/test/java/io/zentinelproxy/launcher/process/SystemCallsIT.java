package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit's SystemCallFilter= and RestrictAddressFamilies= let through whatever the proxy asks of the kernel, from start to drain. */
class SystemCallsIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Path UNIT =
            Path.of(System.getProperty("zentinel.root", "..")).resolve("etc/systemd/zentinel.service");
    private static final Path STRACE = Path.of("/usr/bin/strace");
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Pattern CALL = Pattern.compile("^\\d+ +([a-z0-9_]+)\\(", Pattern.MULTILINE);
    private static final Pattern FAMILY = Pattern.compile("socket\\((AF_[A-Z0-9]+)");

    @TempDir
    Path folder;

    @Test
    void everySystemCallAndAddressFamilyIsAllowed() throws Exception {
        assumeThat(STRACE).as("strace").exists();
        assumeThat(ANALYZE).as("systemd-analyze").exists();
        String trace = traced();

        Set<String> calls = found(CALL, trace);
        assertThat(calls).contains("execve", "accept", "prlimit64");
        assertThat(allowedCalls()).containsAll(calls);
        assertThat(List.of(setting("RestrictAddressFamilies").getFirst().split(" ")))
                .containsAll(found(FAMILY, trace));
    }

    /** A start, a request, a look at the metrics, each signal and a drain. */
    private String traced() throws Exception {
        Path trace = folder.resolve("trace");
        String name = folder.resolve("notify").toString();
        String log = "access-log { file \"" + folder.resolve("access.log") + "\"; }";
        try (TestOrigin origin = TestOrigin.answering(OK);
                NotifySocket supervisor = NotifySocket.at(name);
                Jar jar = Launch.plainly()
                        .with("NOTIFY_SOCKET", name)
                        .with("WATCHDOG_USEC", "1000000")
                        .under("exec " + STRACE + " -D -f -qq -o " + trace + " \"$@\"")
                        .start(
                                "run",
                                "-c",
                                Config.write(folder, origin.port(), "", log).toString())) {
            assertThat(Jar.get(jar.address("main"), "/").body()).isEqualTo("ok");
            Jar.get(jar.address("admin"), "/metrics");
            supervisor.await("WATCHDOG=1", 1);
            jar.signal("USR1");
            jar.signal("HUP");
            supervisor.await("READY=1", 2);
            jar.signal("TERM");
            assertThat(jar.exit()).isZero();
        }
        return Files.readString(trace);
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult one) -> one.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> allowedCalls() throws IOException, InterruptedException {
        Map<String, Set<String>> groups = groups();
        Set<String> allowed = new TreeSet<>(members(groups, "@default"));
        for (String filter : setting("SystemCallFilter")) {
            boolean denied = filter.startsWith("~");
            for (String group : (denied ? filter.substring(1) : filter).split(" ")) {
                if (denied) {
                    allowed.removeAll(members(groups, group));
                } else {
                    allowed.addAll(members(groups, group));
                }
            }
        }
        return allowed;
    }

    private static Set<String> members(Map<String, Set<String>> groups, String name) {
        Set<String> members = new HashSet<>();
        for (String member : groups.get(name)) {
            members.addAll(member.startsWith("@") ? members(groups, member) : Set.of(member));
        }
        return members;
    }

    /** What each @group of systemd's means. */
    private static Map<String, Set<String>> groups() throws IOException, InterruptedException {
        Process analyze = new ProcessBuilder(ANALYZE.toString(), "syscall-filter", "--no-pager").start();
        String text = new String(analyze.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(analyze.waitFor()).isZero();
        Map<String, Set<String>> groups = new HashMap<>();
        Set<String> current = new HashSet<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty()) {
                current = new HashSet<>();
            } else if (line.startsWith("@") && current.isEmpty() && !groups.containsKey(line)) {
                groups.put(line, current);
            } else if (!line.startsWith("#")) {
                current.add(line);
            }
        }
        return groups;
    }

    private static List<String> setting(String name) throws IOException {
        return Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }
}
