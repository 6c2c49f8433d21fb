"""The proof `differential`: starts servers of five makes, and compares what they make of mutated requests that the proxy forwards."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts/bench.d"))

import origins  # noqa: E402
import programs  # noqa: E402

# program: Debian package
NEEDED = {"nginx": "nginx", "apache2": "apache2-bin", "node": "nodejs"}
MAIN = "io.zentinelproxy.launcher.differential.DifferentialRun"
MODULES = ("proxy-launcher", "proxy-inference", "proxy-security", "proxy-core")


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show differential", description=__doc__)
    words.add_argument("--mutations", type=int, default=50_000, help="how many (default: %(default)s)")
    words.add_argument("--seed", type=int, default=1, help="which ones (default: %(default)s)")
    words.add_argument("--examples", action="store_true", help="shows a mutation for each refusal by an origin")
    return words.parse_args()


def build():
    """Compiles all modules and their tests; returns the class path."""
    path = ROOT / "proxy-launcher/target/differential.classpath"
    path.parent.mkdir(exist_ok=True)
    command = [ROOT / "scripts/mvn", "-B", "-ntp", "-q", "-Dspotless.check.skip", "-pl", "proxy-launcher", "-am", "test-compile",
               "org.apache.maven.plugins:maven-dependency-plugin:build-classpath", f"-Dmdep.outputFile={path}"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(1)
    ours = [str(ROOT / module / "target" / kind) for module in MODULES for kind in ("classes", "test-classes")]
    return os.pathsep.join([*ours, path.read_text().strip()])


def main():
    given = arguments()
    # Ended from outside, we still stop what we have started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    programs.require(NEEDED, "scripts/show differential")
    python = origins.python_with_h11()
    class_path = build()
    java = subprocess.run([ROOT / "scripts/jdk"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip() + "/bin/java"
    options = ["--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED", "-Xmx2g", f"-Dexamples={str(given.examples).lower()}"]
    with tempfile.TemporaryDirectory(prefix="zentinel-differential-") as folder, origins.Started(Path(folder), python) as started:
        tomcat = Path(folder, "tomcat")
        tomcat.mkdir()
        ports = [f"{one.name}={one.port}" for one in started.all]
        ended = subprocess.run([java, *options, "-cp", class_path, MAIN, str(given.mutations), str(given.seed), str(tomcat), *ports],
                               check=False)
    sys.exit(ended.returncode)


if __name__ == "__main__":
    main()
