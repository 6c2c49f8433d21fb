"""What the proofs over TLS share: an authority, an origin, and ours with listeners over TLS, on free loopback ports."""

import contextlib
import grp
import os
import pwd
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import machine  # noqa: E402
import programs  # noqa: E402
import servers  # noqa: E402
import templates  # noqa: E402
from certificates import Authority  # noqa: E402

ETC = HERE / "etc"
FILES = {"1k.bin": 1024}


class Stage:
    """Stops all that it has started when it is left."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.authority = Authority(self.folder / "authority", "Show CA")
        self.started = []

    def __enter__(self):
        self.origin = self._origin()
        return self

    def __exit__(self, *_):
        for server in reversed(self.started):
            server.stop()

    def proxy(self, *listeners, more="", name="proxy"):
        """Ours with these listeners (see listener); its port is that of the first. more: blocks of the configuration."""
        folder = self.folder / name
        folder.mkdir()
        config = templates.write(ETC / "zentinel.kdl", folder, LISTENERS="\n".join(text for _, text in listeners), ORIGIN=self.origin.port, MORE=more)
        command = [f"{os.environ['JAVA_HOME']}/bin/java", f"@{servers.JVM_OPTIONS}", "-jar", str(servers.JAR), "run", "--config", str(config)]
        return self._start(servers.Proxy(name, folder, listeners[0][0], command, ready="ready"))

    def _origin(self):
        folder, port, user = self.folder / "origin", servers.free_port(), pwd.getpwuid(os.geteuid())
        for name in ("files", "temp"):
            (folder / name).mkdir(parents=True)
        for name, octets in FILES.items():
            (folder / "files" / name).write_bytes(bytes(octets))
        config = templates.write(ETC / "origin.conf", folder, USER=user.pw_name, GROUP=grp.getgrgid(user.pw_gid).gr_name, PORT=port, FILES=20000)
        return self._start(servers.Server("origin", folder, port,
                                          ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]))

    def _start(self, server):
        self.started.append(server)
        return server.start()


def listener(name, identity, tls="", more=""):
    """A TLS listener of this certificate: its port, and its text. tls: lines in its block tls, more: beside that."""
    port = servers.free_port()
    return port, f"""    listener "{name}" {{
        address "127.0.0.1:{port}"
        protocol "https"
        {more}
        tls {{
            cert-file "{identity.certificate}"
            key-file "{identity.key}"
            {tls}
        }}
    }}"""


def serial(identity):
    """Of its certificate, as Python's ssl tells it of a peer."""
    said = subprocess.run(["openssl", "x509", "-in", str(identity.certificate), "-noout", "-serial"],
                          check=True, capture_output=True, text=True).stdout
    return said.strip().partition("=")[2]


@contextlib.contextmanager
def standing(word, **needed):
    """A stage for one proof. needed: Debian package by program, beside those that each needs. Exits with 1 and the reason
    where the proxy is not built or a program is missing."""
    # Ended from outside, we still stop what we have started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    programs.require({"nginx": "nginx", "openssl": "openssl", **needed}, f"scripts/show {word}")
    machine.raise_file_limit()
    if not servers.JAR.exists():
        sys.exit("scripts/build first")
    with tempfile.TemporaryDirectory(prefix="zentinel-show-") as folder:
        # The origin's files are read by the workers of nginx.
        os.chmod(folder, 0o755)
        with Stage(folder) as stage:
            try:
                yield stage
            except servers.StartFailed as failure:
                sys.exit(str(failure))
