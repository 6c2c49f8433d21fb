"""The servers of a run: one origin and the contestants in front of it, started on free loopback ports with generated
configurations in a folder of their own, and stopped by process id."""

import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import machine
import processes
import templates
from certificates import Authority
from conversation import ANSWER, KEYS
from log_receiver import LogReceiver
from upstreams import many_upstreams

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).resolve().parent / "etc"
JAR = ROOT / "proxy-launcher/target/zentinel/zentinel.jar"
FLOOR_SOURCE = ROOT / "proxy-core/src/test/java/io/zentinelproxy/core/bench/BytePump.java"
FLOOR_CLASS = "io.zentinelproxy.core.bench.BytePump"
JVM_OPTIONS = ROOT / "etc/jvm.options"
# As many connections as a proxy must hold in the row of idle ones, twice (client and origin), fit the usual limit.
CONNECTIONS = 8000
START_PATIENCE_SECONDS = 30
# Ours with a route more, that passes ten filters; with upstreams of two targets, that are looked after or not; with a limiter; with models; with 10,000 upstreams more.
FILTERED, WATCHED, LIMITED, CHAT, MANY = "ours-filtered", "ours-watched", "ours-limited", "ours-chat", "ours-many"
OWN = {FILTERED: "filters.kdl", WATCHED: "watched.kdl", LIMITED: "limited.kdl", CHAT: "chat.kdl", MANY: "many.kdl"}
MANY_UPSTREAMS = 10_000
# Ours with a network that its gate refuses.
GATED = "ours-gated"
REFUSED_NETWORK = "127.0.2.0/24"
GATE = f'connection-filters {{ deny "{REFUSED_NETWORK}"; }}'
# To an origin in the clear, this is with prior knowledge.
H2C = "http-version { min-version 2; }"
# Lines of requests to models are twice as long, and a burst of 20,000 a second must not lose one where clients take all processors.
LONG_LINES = 'buffer-size "32MiB"'
# Ours as it was built earlier.
BEFORE = "before"


class StartFailed(Exception):
    """A server did not come up; the text holds the end of what it printed."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A started program that listens on a loopback port."""

    def __init__(self, name, folder, port, command):
        self.name, self.folder, self.port = name, str(folder), port
        self._command = command
        self.process = None

    def start(self):
        self.process = processes.start(self._command, self.folder)
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while not self._up():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise StartFailed(f"{self.name} did not start: {self._said()}")
            time.sleep(0.05)
        return self

    def stop(self):
        if self.process:
            processes.stop(self.process)

    def pids(self):
        return processes.tree(self.process.pid)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def _up(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def _said(self):
        texts = [Path(self.folder, name) for name in ("err", "out", "error.log")]
        return " ".join(t.read_text(errors="replace")[-600:].strip() for t in texts if t.exists())


class Origin(Server):
    """nginx with files of 1 KB, 64 KB and 10 MB."""

    def requests(self):
        """Requests seen since its start, this question included."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/status") as answer:
            return int(answer.read().split(b"\n")[2].split()[2])


class H2cOrigin(Server):
    """nghttpd with the same files over HTTP/2 in the clear: three times as fast as nginx is at that, so that it does not hold
    anyone up. It does not count what it sees."""

    def requests(self):
        return None


class Proxy(Server):
    """A contestant. log is the path of its access log, or None for one that keeps none."""

    def __init__(self, name, folder, port, command, log=None, ready=None):
        super().__init__(name, folder, port, command)
        self.log = log and str(log)
        self._ready = ready

    def _up(self):
        if not self._ready:
            return super()._up()
        # A word of its own: an address "already in use" is not ready.
        return any(re.search(rf"\b{self._ready}\b", Path(self.folder, name).read_text(errors="replace"))
                   for name in ("out", "err"))

    def empty_log(self):
        if self.log and os.path.exists(self.log):
            os.truncate(self.log, 0)

    def log_lines(self, expected, patience_seconds=5):
        """Lines in the access log, waiting for buffers to be written until there are as many as expected."""
        deadline = time.monotonic() + patience_seconds
        while True:
            lines = _count_lines(self.log)
            if lines >= expected or time.monotonic() > deadline:
                return lines
            time.sleep(0.02)


def _count_lines(path):
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as text:
        return sum(block.count(b"\n") for block in iter(lambda: text.read(1 << 20), b""))


class Workshop:
    """Makes servers, each in a folder of its own below one temporary folder."""

    def __init__(self, folder, java_home, before=None):
        self._folder = Path(folder)
        self._before = before and Path(before).resolve()
        self._identity = None
        self._java = f"{java_home}/bin/java"
        self._javac = f"{java_home}/bin/javac"
        self._made = 0

    def origin(self, files):
        """files: name to length in octets; the content does not compress and is the same in each run."""
        folder, port = self._with_files("origin", files), free_port()
        return Origin("origin", folder, port, self._nginx(folder, "origin.conf", PORT=port, ANSWER=ANSWER)).start()

    def h2c_origin(self, files):
        folder, port = self._with_files("h2c-origin", files), free_port()
        command = ["nghttpd", "--no-tls", "--address=127.0.0.1", "--workers=1", "--max-concurrent-streams=1000",
                   f"--htdocs={folder}/files", str(port)]
        return H2cOrigin("h2c origin", folder, port, command).start()

    def _with_files(self, name, files):
        folder = self.place(name)
        (folder / "files").mkdir()
        for file, octets in files.items():
            (folder / "files" / file).write_bytes(bytes(i * i % 251 for i in range(1024)) * (octets // 1024))
        return folder

    def proxy(self, name, origin_port, java_options=(), secure=False, h2c=False):
        """Starts the contestant of this name in front of the origin at this port, to be asked over TLS where secure. A name of
        no other is ours. java_options are added after those of etc/jvm.options, so they win. h2c: the origin
        speaks HTTP/2 in the clear, with prior knowledge."""
        folder, ports = self.place(name), {"PORT": free_port(), "TLS_PORT": free_port(), "ORIGIN": origin_port,
                                           "VERSION": H2C if h2c else ""}
        make = {"nginx": self._make_nginx, "haproxy": self._make_haproxy, "floor": self._make_floor,
                "nghttpx": self._make_nghttpx, "apache": self._make_apache}
        return make.get(name, self._make_ours)(name, folder, ports, secure, java_options).start()

    def _make_nginx(self, name, folder, ports, secure, _):
        log = folder / "access.log"
        command = self._nginx(folder, "nginx.conf", LOG=log, **ports, **self._proof())
        return Proxy(name, folder, _asked(ports, secure), command, log)

    def _make_haproxy(self, name, folder, ports, secure, _):
        log = folder / "access.log"
        config = self._fill("haproxy.cfg", folder, RECEIVER=LogReceiver(log).port, **ports, **self._proof())
        return Proxy(name, folder, _asked(ports, secure), ["haproxy", "-db", "-f", str(config)], log)

    def _make_nghttpx(self, name, folder, ports, secure, _):
        log, proof = folder / "access.log", self._proof()
        command = ["nghttpx", "--conf=/dev/null", f"--workers={machine.cores()}", f"--frontend=127.0.0.1,{ports['TLS_PORT']}",
                   f"--backend=127.0.0.1,{ports['ORIGIN']};;proto=h2", "--tls-min-proto-version=TLSv1.3", "--no-ocsp",
                   "--add-x-forwarded-for", f"--accesslog-file={log}", f"--errorlog-file={folder}/error.log",
                   str(proof["KEY"]), str(proof["CERTIFICATE"])]
        return Proxy(name, folder, _asked(ports, secure), command, log)

    def _make_apache(self, name, folder, ports, secure, _):
        log = folder / "access.log"
        config = self._fill("apache.conf", folder, LOG=log, **ports, **self._proof())
        return Proxy(name, folder, _asked(ports, secure), ["apache2", "-f", str(config), "-D", "FOREGROUND"], log)

    def _make_floor(self, name, folder, ports, secure, java_options):
        # A file without packages of ours: compiled here, so that the floor needs no build.
        subprocess.run([self._javac, "-d", str(folder / "classes"), str(FLOOR_SOURCE)], check=True)
        command = [self._java, f"@{JVM_OPTIONS}", *java_options, "-cp", str(folder / "classes"), FLOOR_CLASS]
        return Proxy(name, folder, ports["PORT"], [*command, str(ports["PORT"]), str(ports["ORIGIN"])], ready="ready")

    def _make_ours(self, name, folder, ports, secure, java_options):
        log = folder / "access.log"
        jar, template = JAR, "zentinel.kdl"
        if name == BEFORE:
            jar = self._before / "zentinel.jar"
            own = self._before / "bench.kdl"
            template = str(own) if own.exists() else template
        room = LONG_LINES if name == CHAT else ""
        config = self._fill(template, folder, LOG=log, LOG_ROOM=room, ADMIN=free_port(), **ports)
        if name in OWN:
            keys = folder / "keys.kdl"
            keys.write_text(KEYS)
            config = self._fill(OWN[name], folder, KEYS=keys, MANY=many_upstreams(MANY_UPSTREAMS) if name == MANY else "", **ports)
        if secure:
            gate = GATE if name == GATED else ""
            config = self._fill("secure.kdl", folder, BASE=config.name, GATE=gate, **ports, **self._proof())
        command = [self._java, f"@{JVM_OPTIONS}", *java_options, "-jar", str(jar), "run", "--config", str(config)]
        return Proxy(name, folder, _asked(ports, secure), command, log, ready="ready")

    def _proof(self):
        """The one certificate of all contestants."""
        self._identity = self._identity or Authority(self._folder / "authority").server("bench.test", "127.0.0.1")
        return {"CERTIFICATE": self._identity.certificate, "KEY": self._identity.key, "BUNDLE": self._identity.bundle}

    def _nginx(self, folder, template, **values):
        (folder / "temp").mkdir()
        user = pwd.getpwuid(os.geteuid())
        config = self._fill(template, folder, USER=user.pw_name, GROUP=grp.getgrgid(user.pw_gid).gr_name, **values)
        return ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]

    def place(self, name):
        self._made += 1
        folder = self._folder / f"{self._made}-{name}"
        folder.mkdir()
        return folder

    def _fill(self, template, folder, **values):
        common = {"WORKERS": machine.cores(), "CONNECTIONS": CONNECTIONS, "FILES": 2 * CONNECTIONS + 500}
        return templates.write(TEMPLATES / template, folder, **{**common, **values})


def _asked(ports, secure):
    return ports["TLS_PORT" if secure else "PORT"]


def temporary_parent():
    """Memory where there is some (/dev/shm): writing logs back to a disk would disturb the measurement."""
    memory = "/dev/shm"
    return memory if os.path.isdir(memory) and shutil.disk_usage(memory).free > 4 << 30 else None
