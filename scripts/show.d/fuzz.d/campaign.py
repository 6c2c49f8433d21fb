"""Runs targets under Jazzer's driver, each in a JVM of its own, and reads from its log what came of it."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

DRIVER = "com.code_intelligence.jazzer.Jazzer"
# The driver's own library reaches below Java; all inputs are small, so a heap that grows means a leak.
OPTIONS = ["--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-XX:+EnableDynamicAgentLoading",
           "--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED", "-Xmx1g"]
# The second opinions of the tests are not what is explored.
NOT_EXPLORED = [f"io.zentinelproxy.core.{name}" for name in ("http1.StrictHead", "http1.StrictChunks", "http1.OctetConnection",
                                                           "uri.PathReading", "uri.AuthorityReading",
                                                           "http2.hpack.SlowDecoder", "http2.hpack.HuffmanCode", "http2.SlowFrames")]
# An input that takes as long is a finding.
MOST_SECONDS_FOR_ONE = 5
# Enough for a head or a text over its limit of octets.
MOST_OCTETS = 9000


@dataclass
class Result:
    """What a run says of itself; a figure that it does not say is a dash."""

    seconds: str = "-"
    executions: str = "-"
    rate: str = "-"
    coverage: str = "-"
    features: str = "-"
    corpus: str = "-"
    kept: list = field(default_factory=list)


class Campaign:
    """Builds once, then runs target after target. What they learn stays in proxy-core/target/fuzz, for the next run to go on from."""

    def __init__(self, root, seconds, seed):
        self._root, self._seconds, self._seed = root, seconds, seed
        self._folder = root / "proxy-core/target/fuzz"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._java = subprocess.run([root / "scripts/jdk"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip() + "/bin/java"
        self._class_path = self._build()

    def run(self, target):
        log = self._folder / f"{target.name}.log"
        command = [self._java, *OPTIONS, "-cp", self._class_path, DRIVER, f"--target_class={target.class_name}",
                   "--instrumentation_includes=io.zentinelproxy.**", f"--instrumentation_excludes={os.pathsep.join([*NOT_EXPLORED, target.class_name])}", f"-max_total_time={self._seconds}",
                   f"-timeout={MOST_SECONDS_FOR_ONE}", f"-max_len={MOST_OCTETS}", *([f"-seed={self._seed}"] if self._seed else [])]
        with log.open("w") as out:
            ended = subprocess.run(command, cwd=self._folder, stdout=out, stderr=subprocess.STDOUT, check=False)
        text = log.read_text(errors="replace")
        result = _read(text)
        result.kept = [self._keep(found, target) for found in _found(self._folder)]
        if ended.returncode != 0 and not result.kept:
            sys.exit(f"{target.name} did not run; the end of {log}:\n{text[-2000:]}")
        return result

    def _keep(self, found, target):
        target.seeds.mkdir(parents=True, exist_ok=True)
        kept = target.seeds / found.name
        shutil.move(found, kept)
        return kept.relative_to(self._root)

    def _build(self):
        paths = self._folder / "classpath"
        build = [self._root / "scripts/mvn", "-B", "-ntp", "-q", "-Dspotless.check.skip", "-pl", "proxy-core", "test-compile",
                 "org.apache.maven.plugins:maven-dependency-plugin:build-classpath", f"-Dmdep.outputFile={paths}"]
        if subprocess.run(build, cwd=self._root, check=False).returncode:
            sys.exit(1)
        ours = [str(self._root / "proxy-core/target" / name) for name in ("classes", "test-classes")]
        return os.pathsep.join([*ours, paths.read_text().strip()])


def _found(folder):
    return sorted(file for pattern in ("crash-*", "timeout-*", "oom-*") for file in Path(folder).glob(pattern))


def _read(text):
    """Reads the last line of progress, `#335343 DONE cov: 301 ft: 877 corp: 187/11961b ...`, and the sum at the end."""
    result = Result()
    lines = re.findall(r"^#(\d+)\s+\S+\s+cov: (\d+) ft: (\d+) corp: (\d+)/\S+ .*?exec/s: (\d+)", text, re.MULTILINE)
    if lines:
        result.executions, result.coverage, result.features, result.corpus, result.rate = lines[-1]
    done = re.search(r"^Done (\d+) runs in (\d+) second", text, re.MULTILINE)
    if done:
        result.executions, result.seconds = done.groups()
    return result
