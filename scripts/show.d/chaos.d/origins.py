"""An origin that can be harmed: nginx, killed, stopped, ill or resetting, and what makes it well again."""

import contextlib
import grp
import os
import pwd
import signal
import socket
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import servers  # noqa: E402
import templates  # noqa: E402

ETC = HERE / "etc"
OCTETS = 1024
PATH = "/1k.bin"


class At(servers.Server):
    """A program that listens at an address of its own, in a place of its own."""

    def __init__(self, name, folder, place, port, command):
        super().__init__(name, folder, port, [*place.prefix, *command])
        self.place = place
        self.target = f"{place.address}:{port}"

    def _up(self):
        try:
            socket.create_connection((self.place.address, self.port), 1).close()
            return True
        except OSError:
            return False


class Origin(At):
    """Told apart by the field X-Origin of its answers, which is its name."""

    def __init__(self, name, folder, place):
        port, self._home = servers.free_port(), Path(folder)
        for part in ("files", "temp"):
            (self._home / part).mkdir(parents=True)
        self.also(PATH[1:])
        user = pwd.getpwuid(os.geteuid())
        config = templates.write(ETC / "origin.conf", self._home, NAME=name, ADDRESS=place.address, PORT=port,
                                 USER=user.pw_name, GROUP=grp.getgrgid(user.pw_gid).gr_name)
        super().__init__(name, folder, place, port, ["nginx", "-p", str(folder), "-e", str(self._home / "error.log"), "-c", str(config)])

    def stop(self):
        # One that is stopped would not see a TERM.
        self.resume()
        super().stop()

    def kill(self):
        self._signal(signal.SIGKILL)
        self.process.wait()

    def revive(self):
        self.start()

    def suspend(self):
        self._signal(signal.SIGSTOP)

    def resume(self):
        if self.process and self.alive():
            self._signal(signal.SIGCONT)

    def also(self, file):
        """One more of as many octets."""
        (self._home / "files" / file).write_bytes(bytes(OCTETS))

    def mark(self, word):
        """Makes it so; see etc/origin.conf."""
        (self._home / word).touch()

    def unmark(self, word):
        (self._home / word).unlink(missing_ok=True)

    def _signal(self, number):
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
