"""Connections that are made anew for each request: full handshakes of TLS 1.3, or resumed ones, by openssl s_time."""

import re
import subprocess
import time
from dataclasses import dataclass

import ratios
import rounds
from findings import Finding, Section
from load import SUITE, Answers, LoadFailed
from throughput import compare, note_rounds, variants

COLUMNS = ["CPU µs/handshake", "handshakes/s", "RSS MB"]
CHANGEABLE = (("cpu_us", "CPU per handshake"), ("per_second", "handshakes/s"))
PATIENCE_SECONDS = 60
# s_time puts the target into a request of HTTP/1.0 without any field; the last of these ends in its " HTTP/1.0".
FIELDS = " HTTP/1.1\r\nHost: bench.test\r\nConnection: close\r\nUser-Agent: s_time"


@dataclass(frozen=True)
class HandshakeLoad:
    """So many clients, each its own process that connects, asks once, reads to the end and begins again. s_time counts
    in whole seconds and ends at the turn of one, so a load lasts up to a second longer."""
    target: str
    content_octets: int
    clients: int
    seconds: int
    resumed: bool

    def send(self, port, folder):
        """Raises LoadFailed where a client failed, was answered too little, or where the handshakes were not of the kind."""
        started = time.monotonic()
        clients = [subprocess.Popen(self._command(port), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                    stderr=subprocess.STDOUT, text=True) for _ in range(self.clients)]
        try:
            said = [client.communicate(timeout=PATIENCE_SECONDS)[0] for client in clients]
        except subprocess.TimeoutExpired:
            raise LoadFailed(f"no end after {PATIENCE_SECONDS} s") from None
        finally:
            for client in clients:
                client.kill()
        took = time.monotonic() - started
        if bad := [text for client, text in zip(clients, said) if client.wait() != 0]:
            raise LoadFailed("openssl s_time: " + bad[0][-200:].strip())
        timed = sum(parse(text, self.resumed, self.content_octets) for text in said)
        # Before a client can resume anything it shakes hands in full, once, uncounted.
        made = timed + (self.clients if self.resumed else 0)
        return Answers(made, made, made * self.content_octets, timed / took)

    def _command(self, port):
        # No store of authorities: the client would read it, and look through it at each handshake.
        return ["openssl", "s_time", "-connect", f"127.0.0.1:{port}", "-tls1_3", "-ciphersuites", SUITE,
                "-no-CAfile", "-no-CApath", "-no-CAstore", "-reuse" if self.resumed else "-new",
                "-time", str(self.seconds), "-www", self.target + FIELDS]


def parse(text, resumed, content_octets):
    """The connections of one s_time, which prints a mark for each: r where the session was resumed, else another.
    Raises LoadFailed where marks are wrong, or fewer octets came on a connection than the content has. A server is free to answer
    now and then in full: one resumption of a hundred, or one of a client, may."""
    counted = re.search(r"(\d+) connections in \d+ real seconds, (\d+) bytes read per connection", text)
    marks = "".join(re.findall(r"^[r*t3]+$", text, re.MULTILINE))
    if not counted or not marks:
        raise LoadFailed("openssl s_time gave no summary: " + text[-200:].strip())
    wrong = sum((mark == "r") != resumed for mark in marks)
    if wrong > (max(1, len(marks) // 100) if resumed else 0):
        raise LoadFailed(f"{wrong} of {len(marks)} handshakes were {'full' if resumed else 'resumed'}")
    if int(counted.group(2)) < content_octets:
        raise LoadFailed(f"{counted.group(2)} octets a connection, of {content_octets}")
    return int(counted.group(1))


@dataclass(frozen=True)
class HandshakeRate:
    """Judged twice: by what the clients get done, who share the machine, and by the proxy's own processor time, which their
    speed does not touch."""
    title: str
    target: str
    octets: int
    resumed: bool
    rate: object
    clients: int = 8

    def measure(self, name, bench):
        warm = HandshakeLoad(self.target, self.octets, self.clients, bench.whole_seconds(bench.warm_seconds(fresh=True)), self.resumed)
        proxies = bench.running(secure=True)
        rounds.run(proxies, bench.origin, warm, 1, False, f"{name}, warm-up")
        load = HandshakeLoad(self.target, self.octets, self.clients, bench.whole_seconds(bench.seconds), self.resumed)
        found = rounds.run(proxies, bench.origin, load, bench.pairs, bench.may_repeat, name)
        section = Section(name, self.title, COLUMNS, void=found.void)
        if not section.void:
            self._fill(section, found, bench)
        return section

    def _fill(self, section, found, bench):
        for contestant in found.samples:
            section.figures[contestant] = figures(found, contestant)
        note_rounds(section, found, f"each contestant {self.clients} clients, a connection at a time, for "
                                    f"{bench.whole_seconds(bench.seconds)} s and to the end of that second")
        section.notes.append(f"{'Resumed by ticket, with a new key exchange' if self.resumed else 'In full'}; one GET of 1 KB on each "
                             "connection is in the figures, and the clients' half of the handshake is in those per second")
        for other, rate in (("nginx", self.rate), ("haproxy", None)):
            if bench.have("ours", other):
                section.findings.append(compare(found, "per_second", "ours", other, "handshakes/s", rate))
                section.findings.append(per_processor_second(found, other, rate))
        section.findings += variants(found, bench, CHANGEABLE)


def figures(found, contestant):
    of = lambda figure: ratios.median(found.of(contestant, figure))
    return [f"{of('cpu_us'):.0f}", f"{of('per_second'):.0f}", f"{of('resident') / 2**20:.0f}"]


def per_processor_second(found, other, target):
    measured = ratios.paired(found.of(other, "cpu_us"), found.of("ours", "cpu_us"))
    return Finding(f"handshakes per processor second: ours / {other}", measured, target)
