"""What is measured of a running image, and the table it stands in."""

import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import bare
import processes
import servers
from templates import fill

REQUEST = b"GET /1k.bin HTTP/1.1\r\nHost: show.example\r\n\r\n"
PATIENCE_SECONDS = 30
# Long enough for the admin server, and what else starts after traffic is served, to have come to rest.
REST_SECONDS = 2
FIRST_SECONDS = 5
CONNECTIONS = 64


@dataclass(frozen=True)
class Start:
    millis: float
    cpu_millis: float
    resident: float
    private: float


class Run:
    """The image, run with an empty environment in front of the origin. Ends with the block it is used in."""

    def __init__(self, image, workshop, origin, java_opts=""):
        folder, self.port = workshop.place("run"), servers.free_port()
        config = configuration(folder / "zentinel.kdl", self.port, origin.port)
        environment = {"PATH": "", **({"ZENTINEL_JAVA_OPTS": java_opts} if java_opts else {})}
        self.folder, self.begun = folder, time.monotonic()
        self.process = processes.start([str(image / "bin/zentinel"), "run", "--config", str(config)], str(folder),
                                       env=environment)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        processes.stop(self.process)

    def first_answer(self):
        """Waits for the first proxied 200. Returns milliseconds from exec to its last octet."""
        await_200(self.port, self.process, self.folder)
        return (time.monotonic() - self.begun) * 1000

    def kilobytes(self, field):
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE).group(1))


def configuration(path, port, origin_port):
    """The benchmark's own: six routes, an access log, metrics."""
    values = {"WORKERS": 0, "CONNECTIONS": 8000, "PORT": port, "ORIGIN": origin_port, "ADMIN": servers.free_port(),
              "LOG": "/tmp/access.log" if path.parent.name.endswith("root") else path.with_name("access.log")}
    path.write_text(fill((servers.TEMPLATES / "zentinel.kdl").read_text(), **values))
    return path


def await_200(port, process, folder):
    """Asks until the answer is a 200 with the origin's content: refused connections are those of a process not yet up."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            said = " ".join((folder / name).read_text(errors="replace")[-900:] for name in ("out", "err"))
            sys.exit(f"no proxied answer: {said}")
        time.sleep(0.001)


def _answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as client:
            client.settimeout(PATIENCE_SECONDS)
            client.sendall(REQUEST)
            answer = b""
            while b"\r\n\r\n" not in answer or len(answer) < answer.index(b"\r\n\r\n") + 4 + 1024:
                octets = client.recv(65536)
                if not octets:
                    return False
                answer += octets
            return answer.startswith(b"HTTP/1.1 200 ")
    except ConnectionError:
        return False


def without_java(image, workshop, origin):
    """Proxies a request from a root folder without Java; where this user may not have one, from an empty environment.
    Says which it was."""
    if not bare.possible():
        with Run(image, workshop, origin) as run:
            run.first_answer()
        return "an empty environment (a root of its own needs root)"
    root = workshop.place("root")
    bare.fill(root, image)
    port = servers.free_port()
    configuration(root / "zentinel.kdl", port, origin.port)
    process = bare.run(image, root)
    try:
        await_200(port, process, root.parent)
    finally:
        processes.stop(process)
    return "a root folder with /bin/sh and libc, empty PATH"


def start(image, workshop, origin, java_opts):
    with Run(image, workshop, origin, java_opts) as run:
        millis = run.first_answer()
        cpu = processes.cpu_nanos([run.process.pid]) / 1e6
        time.sleep(REST_SECONDS)
        return Start(millis, cpu, run.kilobytes("VmRSS") / 1000, run.kilobytes("RssAnon") / 1000)


def warm_up(image, workshop, origin, steady_after, java_opts):
    """Requests per second in the first seconds after the first answer, and after so many seconds of the same traffic."""
    with Run(image, workshop, origin, java_opts) as run:
        run.first_answer()
        early = _wrk(run.port, FIRST_SECONDS)
        _wrk(run.port, steady_after - FIRST_SECONDS)
        return early, _wrk(run.port, FIRST_SECONDS)


def _wrk(port, seconds):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"http://127.0.0.1:{port}/1k.bin"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"the load met errors: {said}")
    return float(re.search(r"Requests/sec: +([\d.]+)", said).group(1))


def require(*programs):
    if missing := [program for program in programs if not which(program)]:
        sys.exit(f"scripts/show image needs these programs, install them: {' '.join(missing)}")
