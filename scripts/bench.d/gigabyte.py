"""One gigabyte down and one up, with equal checksums, through a proxy whose heap cannot exceed 64 MB."""

import hashlib
import http.client
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import hashing_origin
from findings import Finding, Section
from jvm import Jvm
from servers import Server, free_port

HEAP_OPTIONS = ("-Xms64m", "-Xmx64m", "-Xmn16m")
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Gigabyte:
    title: str
    target: str
    limit: object

    def measure(self, name, bench):
        section = Section(name, self.title, ["down MB/s", "up MB/s", "heap MB"])
        expected = _digest_of(hashing_origin.gigabyte())
        origin = _origin(bench)
        try:
            for contestant in [c for c in bench.names if c != "floor"]:
                section.void = self._one(contestant, bench, origin, expected, section)
                if section.void:
                    break
        finally:
            origin.stop()
        section.notes.append(f"SHA-256 of what was sent and of what arrived agree both ways; Java with {' '.join(HEAP_OPTIONS)}")
        return section

    def _one(self, contestant, bench, origin, expected, section):
        with bench.fresh(contestant, origin.port, HEAP_OPTIONS) as proxy:
            try:
                down = _timed(lambda: _download(proxy.port, self.target))
                up = _timed(lambda: _upload(proxy.port, self.target))
            except (OSError, http.client.HTTPException) as failure:
                return f"{contestant}: {failure!r}"
            if (down.digest, up.digest) != (expected, expected):
                return f"{contestant}: checksums differ"
            heap = ""
            if bench.is_java(contestant):
                committed = Jvm(bench.java_home, proxy.process.pid).heap_octets()[1] / 2**20
                heap = f"{committed:.0f}"
            if contestant == "ours":
                section.findings.append(Finding("heap, 1 GB up and down", committed, self.limit, " MB"))
            section.figures[contestant] = [f"{1024 / down.seconds:.0f}", f"{1024 / up.seconds:.0f}", heap]
        return None


@dataclass(frozen=True)
class Transfer:
    digest: str
    seconds: float


def _timed(transfer):
    started = time.monotonic()
    return Transfer(transfer(), time.monotonic() - started)


def _origin(bench):
    folder, port = bench.place("hashing-origin"), free_port()
    program = Path(hashing_origin.__file__)
    return Server("hashing origin", folder, port, [sys.executable, "-B", str(program), str(port)]).start()


def _digest_of(blocks):
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def _download(port, target):
    """The digest of what arrived."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", target)
    answer = connection.getresponse()
    return _digest_of(iter(lambda: answer.read(1 << 20), b""))


def _upload(port, target):
    """The digest that the origin has computed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    length = len(hashing_origin.BLOCK) * hashing_origin.BLOCKS
    connection.request("PUT", target, body=hashing_origin.gigabyte(), headers={"Content-Length": str(length)})
    return connection.getresponse().read().decode()
