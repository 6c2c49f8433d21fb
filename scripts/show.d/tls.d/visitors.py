"""Clients under which a certificate is replaced: some shake hands for each request, some keep their connection."""

import socket
import ssl
import threading
import time
from collections import Counter

REQUEST = b"GET /1k.bin HTTP/1.1\r\nHost: show.test\r\nConnection: %s\r\n\r\n"
PATIENCE_SECONDS = 10
# Between two requests of one client.
PAUSE_SECONDS = 0.02


class Visitors:
    """So many of either kind, each a thread, until they are stopped. What they have seen is guarded by a lock."""

    def __init__(self, port, authority, count):
        self._port = port
        self._context = ssl.create_default_context(cafile=str(authority.certificate))
        self._lock = threading.Lock()
        self._seen, self._failures, self.kept = [], Counter(), 0
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._repeat, args=(kind,), daemon=True)
                         for kind in (self._come_anew, self._stay) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    @property
    def handshakes(self):
        return len(self._seen)

    @property
    def failed(self):
        return sum(self._failures.values())

    def reasons(self):
        return "".join(f"; {count} times: {reason}" for reason, count in self._failures.most_common(5))

    def seen(self, serial, since):
        """Moments of the handshakes begun since then: those with this certificate, and those with another."""
        with self._lock:
            later = [(moment, number) for moment, number in self._seen if moment >= since]
        return [m for m, number in later if number == serial], [m for m, number in later if number != serial]

    def stop(self):
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, kind):
        while not self._stopped.is_set():
            try:
                kind()
            except (OSError, ValueError) as failure:
                with self._lock:
                    self._failures[f"{kind.__name__.strip('_')}: {failure}"] += 1
            self._stopped.wait(PAUSE_SECONDS)

    def _come_anew(self):
        begun = time.monotonic()
        with self._connect() as client:
            serial = client.getpeercert()["serialNumber"]
            _ask(client, b"close")
        with self._lock:
            self._seen.append((begun, serial))

    def _stay(self):
        """Until stopped, or until something fails."""
        with self._connect() as client:
            while not self._stopped.wait(PAUSE_SECONDS):
                _ask(client, b"keep-alive")
                with self._lock:
                    self.kept += 1

    def _connect(self):
        plain = socket.create_connection(("127.0.0.1", self._port), PATIENCE_SECONDS)
        try:
            return self._context.wrap_socket(plain, server_hostname="show.test")
        except OSError:
            plain.close()
            raise


def _ask(client, connection):
    client.sendall(REQUEST % connection)
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0 or len(answer) < end + 4 + 1024:
        octets = client.recv(65536)
        if not octets:
            raise ConnectionError("closed by the proxy")
        answer += octets
    if not answer.startswith(b"HTTP/1.1 200"):
        raise ValueError(answer[:40].decode("latin-1"))
