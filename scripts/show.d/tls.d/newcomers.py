"""Clients that come anew, one after the other, while something else goes on: what each waits for its handshake and its answer."""

import socket
import ssl
import threading
import time

import ratios

REQUEST = b"GET /1k.bin HTTP/1.1\r\nHost: show.test\r\nConnection: close\r\n\r\n"
PATIENCE_SECONDS = 10


class Newcomers:
    """Comes so many times a second from a thread of its own until it is stopped, never two at once."""

    def __init__(self, port, authority, a_second=20):
        self._port, self._pause = port, 1 / a_second
        self._context = ssl.create_default_context(cafile=str(authority.certificate))
        self._waited, self.unanswered = [], 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._come, daemon=True)
        self._thread.start()

    def stop(self):
        """p50 and p99 in microseconds of those who were answered, and how many were not."""
        self._stopped.set()
        self._thread.join()
        if not self._waited:
            return float("inf"), float("inf"), self.unanswered
        micros = [seconds * 1e6 for seconds in self._waited]
        return ratios.percentile(micros, 0.5), ratios.percentile(micros, 0.99), self.unanswered

    def _come(self):
        due = time.monotonic()
        while not self._stopped.is_set():
            begun = time.monotonic()
            try:
                self._ask()
                self._waited.append(time.monotonic() - begun)
            except OSError:
                self.unanswered += 1
            due = max(due + self._pause, time.monotonic())
            self._stopped.wait(due - time.monotonic())

    def _ask(self):
        with socket.create_connection(("127.0.0.1", self._port), PATIENCE_SECONDS) as plain, \
                self._context.wrap_socket(plain, server_hostname="show.test") as client:
            client.sendall(REQUEST)
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        if not answer.startswith(b"HTTP/1.1 200") or len(answer) < 1024:
            raise ConnectionError(answer[:40].decode("latin-1"))
