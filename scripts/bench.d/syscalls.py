"""System calls per request, from strace on a run of its own: tracing slows everything, so nothing is timed here."""

import re
import signal
import subprocess
import time
from dataclasses import dataclass

import counted
from findings import Section
from load import Load


@dataclass(frozen=True)
class SystemCalls:
    title: str
    target: str
    octets: int
    connections: int

    def measure(self, name, bench):
        section = Section(name, self.title, ["calls/request", "most frequent"])
        load = Load(self.target, self.octets, self.connections, bench.traced_requests)
        for proxy in bench.running():
            calls, section.void = _traced(proxy, bench.origin, load)
            if section.void:
                break
            most = sorted(calls.items(), key=lambda call: -call[1])[:6]
            section.figures[proxy.name] = [
                f"{sum(calls.values()) / load.requests:.1f}",
                ", ".join(f"{call} {count / load.requests:.2f}" for call, count in most)]
        section.notes.append(f"strace -c -f over {load.requests} requests; tracing slows the proxy, so it finds less "
                             "to do at each wake-up than at full speed")
        return section


def _traced(proxy, origin, load):
    table = f"{proxy.folder}/strace"
    targets = [word for pid in proxy.pids() for word in ("-p", str(pid))]
    tracer = subprocess.Popen(["strace", "-c", "-f", "-q", "-o", table, *targets],
                              stderr=subprocess.PIPE, text=True)
    while not _attached(proxy) and tracer.poll() is None:
        time.sleep(0.05)
    if tracer.poll() is not None:
        return {}, f"strace could not attach: {tracer.stderr.read().strip()}"
    sample = counted.run(proxy, origin, load)
    tracer.send_signal(signal.SIGINT)
    tracer.wait(30)
    with open(table) as text:
        return parse(text.read()), sample.void


def _attached(proxy):
    """Whether all processes are being traced."""
    def tracer(pid):
        with open(f"/proc/{pid}/status") as status:
            return re.search(r"TracerPid:\s*(\d+)", status.read()).group(1) != "0"
    return all(tracer(pid) for pid in proxy.pids())


def parse(table):
    """strace's summary: call to count."""
    calls = {}
    for line in table.splitlines():
        found = re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", line)
        if found and found.group(2) != "total":
            calls[found.group(2)] = int(found.group(1))
    return calls
