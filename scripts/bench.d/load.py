"""The load generator: one exact number of requests by h2load over HTTP/1.1 or HTTP/2, in the clear or over TLS 1.3."""

import re
import subprocess
from dataclasses import dataclass

import ratios

# What all speak in the rows over TLS: the generator offers nothing else.
SUITE = "TLS_AES_128_GCM_SHA256"
# Bits of the windows of a stream and of a connection: so large that it is never the generator who holds an answer up.
WINDOWS = ("-w", "30", "-W", "30")


@dataclass(frozen=True)
class Load:
    """What to send: exactly this many requests for one target over this many kept connections; GETs where there is no content."""
    target: str
    content_octets: int
    connections: int
    requests: int
    # Requests a second over all connections; 0 means as fast as answers come.
    rate: float = 0
    secure: bool = False
    # Of HTTP/2, at once on each connection; 0 means HTTP/1.1.
    streams: int = 0
    # Of each request, and its field lines.
    content: str = ""
    fields: tuple = ()

    def send(self, port, folder, patience_seconds=120):
        """Sends the load to a loopback port and waits for the last answer. An exact number, not a length of time, so that
        no request is in flight at the end and every count of the run can be compared to the last one."""
        log = f"{folder}/latencies"
        open(log, "w").close()
        content = f"{folder}/content"
        if self.content:
            with open(content, "w") as file:
                file.write(self.content)
        try:
            ran = subprocess.run(self._command(port, log, content), capture_output=True, text=True, timeout=patience_seconds)
        except subprocess.TimeoutExpired:
            raise LoadFailed(f"no end after {patience_seconds} s") from None
        with open(log) as lines:
            latencies = [int(line.split("\t")[2]) for line in lines]
        if self.rate:
            latencies = waiting_included(latencies, 1e6 * self.connections / self.rate)
        answers = parse(ran.stdout, latencies, self.requests)
        if self.streams and self.secure and "Application protocol: h2" not in ran.stdout:
            raise LoadFailed("HTTP/2 was not agreed on")
        return answers

    def _command(self, port, log, content="content"):
        version = ["-m", str(self.streams), *WINDOWS] if self.streams else ["--h1"]
        command = ["h2load", *version, "-t", "1", "-n", str(self.requests), "-c", str(self.connections), "--log-file", log]
        if self.rate:
            # Connections open one a millisecond: otherwise all their timers fire together and the queue that is measured
            # is the generator's own burst.
            command += ["--rps", f"{self.rate / self.connections:.3f}", "-r", "1", "--rate-period", "1ms"]
        if self.content:
            command += ["-d", content]
        for field in self.fields:
            command += ["-H", field]
        if self.secure:
            command.append(f"--tls13-ciphers={SUITE}")
        return [*command, f"{'https' if self.secure else 'http'}://127.0.0.1:{port}{self.target}"]


@dataclass(frozen=True)
class Answers:
    """What came back to so many requests; latencies where they were measured."""
    asked: int
    ok: int
    content_octets: int
    per_second: float
    p50_us: float = 0
    p99_us: float = 0


class LoadFailed(Exception):
    """The generator could not finish; the text says how."""


def waiting_included(latencies_us, interval_us):
    """With those that requests would have seen which waited for their turn on a connection, as h2load sends none before the last
    answer and counts from when it sends: after an answer that took longer than the interval, those of the turns that it held up
    (coordinated omission, corrected as HdrHistogram's copyCorrectedForCoordinatedOmission does)."""
    return [left for latency in latencies_us for left in _turns(latency, interval_us)]


def _turns(latency, interval):
    yield latency
    while (latency := latency - interval) >= interval:
        yield latency


def parse(text, latencies_us, asked):
    """Reads h2load's summary. Raises LoadFailed when there is none."""
    finished = re.search(r"finished in [^,]+, ([0-9.]+) req/s", text)
    statuses = re.search(r"status codes: ([0-9]+) 2xx", text)
    content = re.search(r"\(([0-9]+)\) data", text)
    if not (finished and statuses and content and latencies_us):
        raise LoadFailed("h2load gave no summary: " + text[-200:].strip())
    return Answers(asked, int(statuses.group(1)), int(content.group(1)), float(finished.group(1)),
                   ratios.percentile(latencies_us, 0.5), ratios.percentile(latencies_us, 0.99))
