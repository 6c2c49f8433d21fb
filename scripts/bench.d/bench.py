"""A run of the benchmark: its settings, and the servers that rows share."""

import contextlib

import servers

OTHERS = ("nginx", "haproxy", "floor")
# Those that the rows with an origin over HTTP/2 are beside: nginx speaks it to no origin but for gRPC.
TO_H2C = ("nghttpx", "apache")
FILES = {"1k.bin": 1 << 10, "plain-1k.bin": 1 << 10, "watched-1k.bin": 1 << 10, "limited-1k.bin": 1 << 10, "64k.bin": 64 << 10, "10m.bin": 10 << 20, "100m.bin": 100 << 20}


class Bench:
    """Starts each contestant when a row first asks for it, warms it once for long, and stops all at the end."""

    def __init__(self, folder, java_home, names, variants, settings):
        self.java_home = java_home
        self.variants = variants
        self.names = [*names, *variants]
        self.pairs, self.seconds = settings.pairs, settings.seconds
        self.may_repeat = not settings.quick
        self.allocation_requests = 20_000 if settings.quick else 100_000
        self.traced_requests = 1_000 if settings.quick else 5_000
        self._first_warm = settings.warm
        self._warmed = set()
        self._workshop = servers.Workshop(folder, java_home, settings.before)
        self._proxies = {False: [], True: []}
        self._h2c = []
        self._h2c_origin = None
        self.origin = None

    def __enter__(self):
        self.origin = self._workshop.origin(FILES)
        return self

    def __exit__(self, *_):
        for server in (*self._proxies[False], *self._proxies[True], *self._h2c, self._h2c_origin, self.origin):
            if server:
                server.stop()

    def running(self, secure=False):
        """The contestants that live through the whole run, in order; secure: other processes, asked over TLS."""
        proxies = self._proxies[secure]
        if not proxies:
            for name in self.names:
                if name != "floor" or not secure:
                    proxies.append(self._workshop.proxy(name, self.origin.port, self._options(name), secure))
        return proxies

    def before_h2c(self):
        """An origin that speaks HTTP/2 in the clear, and in front of it ours and those who can speak it to origins, asked over TLS."""
        if not self._h2c:
            self._h2c_origin = self._workshop.h2c_origin(FILES)
            for name in ("ours", *TO_H2C):
                if name != "ours" or "ours" in self.names:
                    self._h2c.append(self._workshop.proxy(name, self._h2c_origin.port, secure=True, h2c=True))
        return self._h2c_origin, self._h2c

    @contextlib.contextmanager
    def fresh(self, name, origin_port, java_options=(), secure=False):
        """A contestant for one row alone."""
        proxy = self._workshop.proxy(name, origin_port, (*self._options(name), *java_options), secure)
        try:
            yield proxy
        finally:
            proxy.stop()

    def place(self, name):
        return self._workshop.place(name)

    def have(self, *names):
        return all(name in self.names for name in names)

    def is_java(self, name):
        return name not in ("nginx", "haproxy", *TO_H2C)

    def warm_seconds(self, fresh, way=None):
        """How long to warm: a JVM compiles what is hot within its first 20 to 30 seconds of load; what has run already
        only needs to meet the new row. way: other code than the rows of another way run, which is new at its first row."""
        if fresh:
            return self._first_warm / 2
        first = way not in self._warmed
        self._warmed.add(way)
        return self._first_warm if first else self._first_warm / 8

    def whole_seconds(self, seconds):
        """For a load that counts in these."""
        return max(1, round(seconds))

    def _options(self, name):
        return self.variants.get(name, ())
