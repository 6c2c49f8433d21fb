"""The load generator: one exact number of requests by h2load over HTTP/1.1."""

import re
import subprocess
from dataclasses import dataclass

import ratios


@dataclass(frozen=True)
class Load:
    """What to send: exactly this many GETs of one target over this many keep-alive connections."""
    target: str
    content_octets: int
    connections: int
    requests: int
    # Requests a second over all connections; 0 means as fast as answers come.
    rate: float = 0


@dataclass(frozen=True)
class Answers:
    """What came back."""
    ok: int
    content_octets: int
    per_second: float
    p50_us: float
    p99_us: float


class LoadFailed(Exception):
    """The generator could not finish; the text says how."""


def send(load, port, folder, patience_seconds=120):
    """Sends the load to a loopback port and waits for the last answer. An exact number, not a length of time, so that
    no request is in flight at the end and every count of the run can be compared to the last one."""
    log = f"{folder}/latencies"
    open(log, "w").close()
    command = ["h2load", "--h1", "-t", "1", "-n", str(load.requests), "-c", str(load.connections), "--log-file", log]
    if load.rate:
        # Connections open one a millisecond: otherwise all their timers fire together and the queue that is measured
        # is the generator's own burst.
        command += ["--rps", f"{load.rate / load.connections:.3f}", "-r", "1", "--rate-period", "1ms"]
    try:
        ran = subprocess.run([*command, f"http://127.0.0.1:{port}{load.target}"],
                             capture_output=True, text=True, timeout=patience_seconds)
    except subprocess.TimeoutExpired:
        raise LoadFailed(f"no end after {patience_seconds} s") from None
    with open(log) as lines:
        latencies = [int(line.split("\t")[2]) for line in lines]
    return parse(ran.stdout, latencies)


def parse(text, latencies_us):
    """Reads h2load's summary. Raises LoadFailed when there is none."""
    finished = re.search(r"finished in [^,]+, ([0-9.]+) req/s", text)
    statuses = re.search(r"status codes: ([0-9]+) 2xx", text)
    content = re.search(r"\(([0-9]+)\) data", text)
    if not (finished and statuses and content and latencies_us):
        raise LoadFailed("h2load gave no summary: " + text[-200:].strip())
    return Answers(int(statuses.group(1)), int(content.group(1)), float(finished.group(1)),
                   ratios.percentile(latencies_us, 0.5), ratios.percentile(latencies_us, 0.99))
