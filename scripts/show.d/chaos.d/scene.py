"""What every row of the proof has: places with origins, ours in front of them, and the end of all that was started."""

import contextlib
import itertools
import signal
import sys
from pathlib import Path

import ground
import origins
import servers
import settings
from certificates import Authority
from load import Load
from proxy import Proxy

PROGRAM = Path(__file__).resolve().parent / "relay.py"
NAMES = "abcdefgh"


class Relay(origins.At):
    """In front of an origin, in its place. Passes on as it comes, until told otherwise; see relay.py."""

    def __init__(self, origin, folder):
        Path(folder).mkdir()
        self._ways, port = Path(folder) / "ways", servers.free_port()
        ends = [origin.place.address, str(port), origin.place.address, str(origin.port)]
        super().__init__("relay", folder, origin.place, port, [sys.executable, "-B", str(PROGRAM), *ends, str(self._ways)])

    def told(self, line):
        self._ways.write_text(line)
        self.process.send_signal(signal.SIGHUP)


class Scene:
    """Each row sets one up; what it has started ends with its block."""

    def __init__(self, folder, given):
        self._folder, self.given = Path(folder), given
        self._numbers = itertools.count(1)
        self._authority = None

    @contextlib.contextmanager
    def row(self):
        with ground.Ground() as stands:
            row = Row(self, stands)
            try:
                yield row
            finally:
                for server in reversed(row.started):
                    server.stop()

    def place(self, name):
        """A folder that is not there yet."""
        return self._folder / f"{next(self._numbers)}-{name}"

    def identity(self):
        self._authority = self._authority or Authority(self._folder / "authority", "Show CA")
        return self._authority.server("show.test")


class Row:
    def __init__(self, scene, stands):
        self.scene, self.given, self.ground, self.started = scene, scene.given, stands, []

    def some_origins(self, count=3):
        return [self._start(origins.Origin(name, self.scene.place("origin"), self.ground.place())) for name in NAMES[:count]]

    def relay(self, origin):
        return self._start(Relay(origin, self.scene.place("relay")))

    def proxy(self, blocks, listeners="", secure=None):
        return self._start(Proxy("ours", self.scene.place("ours"), listeners, blocks, secure))

    def warm(self, proxy, target=origins.PATH):
        """As a server is that something happens to."""
        Load(target, origins.OCTETS, 10, self.given.warm).send(proxy.port, proxy.folder)

    def secure_listener(self):
        """Its port and its text."""
        port, identity = servers.free_port(), self.scene.identity()
        return port, f"""    listener "secure" {{
        address "127.0.0.1:{port}"
        protocol "https"
        tls {{
            cert-file "{identity.certificate}"
            key-file "{identity.key}"
        }}
    }}"""

    def watched(self, targets, retries=settings.RETRY, more=settings.WATCHED):
        """Ours before these targets, with everything that looks after them."""
        blocks = [settings.route(more=retries), settings.upstream([target.target for target in targets], more=more)]
        return self.proxy("\n".join(blocks))

    def _start(self, server):
        self.started.append(server)
        return server.start()
