"""What a connection refused at the gate costs the proxy, beside a full handshake: in one process, at one listener, in turn."""

import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import counted
import machine
import processes
import ratios
import refused
import rounds
import servers
from findings import Finding, Section
from handshakes import HandshakeLoad
from load import Load, LoadFailed

FLOODERS = 4
PATIENCE_SECONDS = 30
REFUSED, HANDSHAKE, REQUEST = "refused at the gate", "full handshake and a request", "request, 1 KB, on a kept connection"


@dataclass(frozen=True)
class RefusedAtTheGate:
    """The handshakes are made with a request each, which shows that they were good; what such a request costs on a connection
    that is kept is measured too and taken off."""
    title: str
    target: str
    octets: int
    ratio: object

    def measure(self, name, bench):
        with bench.fresh(servers.GATED, bench.origin.port, secure=True) as proxy:
            return self.of(name, proxy, bench)

    def of(self, name, proxy, bench):
        """The row for a proxy that refuses servers.REFUSED_NETWORK and shakes hands with others."""
        requests = Load(self.target, self.octets, 64, 64 * 64, secure=True)
        shakes = HandshakeLoad(self.target, self.octets, 8, bench.whole_seconds(bench.seconds), resumed=False)
        warm = replace(shakes, seconds=bench.whole_seconds(bench.warm_seconds(fresh=True)))
        found = rounds.Rounds({one: [] for one in (REFUSED, HANDSHAKE, REQUEST)})
        for turn in range(-1, bench.pairs):
            samples = {REFUSED: flood(proxy, bench.origin, bench.seconds),
                       HANDSHAKE: counted.run(proxy, bench.origin, shakes if turn >= 0 else warm),
                       REQUEST: counted.run(proxy, bench.origin, requests)}
            found.void = next((sample.void for sample in samples.values() if sample.void), None)
            if found.void:
                return Section(name, self.title, void=found.void)
            # The first was the warm-up.
            for one, sample in samples.items() if turn >= 0 else ():
                found.samples[one].append(sample)
        return self._section(name, found, bench)

    def _section(self, name, found, bench):
        section = Section(name, self.title, ["CPU µs each", "a second", "RSS MB"])
        for one in found.samples:
            of = lambda figure: ratios.median(found.of(one, figure))
            section.figures[one] = [f"{of('cpu_us'):.1f}", f"{of('per_second'):.0f}", f"{of('resident') / 2**20:.0f}"]
        alone = [both - request for both, request in zip(found.of(HANDSHAKE, "cpu_us"), found.of(REQUEST, "cpu_us"))]
        section.findings = [Finding("refused connections per processor second: to full handshakes without the request",
                                    ratios.paired(alone, found.of(REFUSED, "cpu_us")), self.ratio)]
        section.notes.append(f"{bench.pairs} rounds; {FLOODERS} clients of {servers.REFUSED_NETWORK} connect as fast as they are turned "
                             "away. The processor time is the proxy's; what the kernel does for a connection within the client's own "
                             "call is not in it, for refused ones nor for handshakes")
        return section


def flood(proxy, origin, seconds):
    """Clients from the refused network, all at once. Void unless each connection ended without an octet, and nothing of it
    reached the origin."""
    seen, window, spent = origin.requests(), machine.Window(), processes.cpu_nanos(proxy.pids())
    try:
        count, took = _flooded(proxy.port, seconds)
    except LoadFailed as failure:
        return counted.nothing(f"{proxy.name}: {failure}")
    spent = processes.cpu_nanos(proxy.pids()) - spent
    foreign = window.close(spent / 1e9)
    reached = origin.requests() - seen - 1
    return counted.Sample(spent / 1e3 / count, count / took, 0, 0, processes.resident_octets(proxy.pids()), foreign,
                          f"{proxy.name}: the origin saw {reached} requests of refused connections" if reached else None)


def _flooded(port, seconds):
    program = Path(refused.__file__)
    started = time.monotonic()
    clients = [subprocess.Popen([sys.executable, "-B", str(program), str(port), str(seconds)], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(FLOODERS)]
    try:
        said = [client.communicate(timeout=seconds + PATIENCE_SECONDS) for client in clients]
    except subprocess.TimeoutExpired:
        raise LoadFailed("a refused client was left waiting") from None
    finally:
        for client in clients:
            client.kill()
    took = time.monotonic() - started
    if bad := [errors for client, (_, errors) in zip(clients, said) if client.wait() != 0]:
        raise LoadFailed("a client that should have been refused: " + bad[0][-200:].strip())
    return sum(int(out) for out, _ in said), took
