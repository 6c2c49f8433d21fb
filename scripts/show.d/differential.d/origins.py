"""The origins that are programs of their own: nginx, Apache, Node and h11, on free loopback ports, with configurations of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import servers
import templates

HERE = Path(__file__).resolve().parent


def python_with_h11():
    """A Python that has h11: Debian's, as the package belongs to that one, or the one we run on."""
    found = _python_with_h11()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "python3-h11"],
                       env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=subprocess.DEVNULL, check=False)
        found = _python_with_h11()
    return found or sys.exit("scripts/show differential needs the package python3-h11: install it.")


def _python_with_h11():
    for python in filter(os.path.exists, ("/usr/bin/python3", sys.executable)):
        if subprocess.run([python, "-c", "import h11"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return python
    return None


class Started:
    """All of them, running; ends what it started."""

    def __init__(self, folder, python):
        self.all = []
        self._folder = folder
        self._behind = []
        self._python = python

    def __enter__(self):
        # Started by root, nginx and Apache go on as nobody.
        self._folder.chmod(0o755)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        for name, make in {"nginx": self._nginx, "Apache": self._apache, "Node": self._node, "h11": self._h11}.items():
            place, port = self._place(name), servers.free_port()
            self.all.append(servers.Server(name, place, port, make(place, port)).start())

    def __exit__(self, *_):
        for server in [*self.all, *self._behind]:
            server.stop()

    def _place(self, name):
        place = self._folder / name.lower()
        (place / "temp").mkdir(parents=True)
        return place

    def _fastcgi(self, place):
        """A server behind the one of this place; returns its socket."""
        socket = place / "behind"
        self._behind.append(Behind(self._place(f"{place.name}-behind"), self._python, socket).start())
        return socket

    def _nginx(self, place, port):
        config = templates.write(HERE / "nginx.conf", place, PORT=port, BEHIND=self._fastcgi(place))
        return ["nginx", "-p", str(place), "-e", str(place / "error.log"), "-c", str(config)]

    def _apache(self, place, port):
        return ["apache2", "-f", str(templates.write(HERE / "apache.conf", place, PORT=port, BEHIND=self._fastcgi(place))), "-D", "FOREGROUND"]

    def _node(self, _, port):
        return ["node", str(HERE / "node_origin.js"), str(port)]

    def _h11(self, _, port):
        return [self._python, "-B", str(HERE / "h11_origin.py"), str(port)]


class Behind(servers.Server):
    """What nginx and Apache hand their requests to, over FastCGI: they cannot tell by themselves what they understood."""

    def __init__(self, folder, python, socket):
        super().__init__("behind", folder, 0, [python, "-B", str(HERE / "fastcgi_behind.py"), str(socket)])
        self._socket = socket

    def _up(self):
        return self._socket.exists()
