"""Clients over HTTP/1.1 that try nothing again, and keep what each request has waited and how it failed."""

import socket
import threading
import time

PATIENCE_SECONDS = 10
GET = b"GET / HTTP/1.1\r\nHost: show.test\r\n\r\n"


class Visitor:
    """Asks from a thread of its own until it is stopped."""

    name = ""
    pause = 0

    def __init__(self, port):
        self.port, self.waits, self.failures = port, [], []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._come, daemon=True)
        self._thread.start()

    def stop(self):
        self._stopped.set()
        self._thread.join()
        return self

    def _come(self):
        while not self._stopped.is_set():
            begun = time.monotonic()
            try:
                self.ask()
                self.waits.append((begun, time.monotonic() - begun))
            except OSError as failure:
                self.failures.append(f"{type(failure).__name__}: {failure}")
            self._stopped.wait(self.pause)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS)


class Newcomer(Visitor):
    name = "a connection for each request"

    def ask(self):
        with self.connect() as client:
            client.sendall(GET)
            answer(client)


class Keeper(Visitor):
    """Goes on with its connection until an answer says that it was the last."""

    def __init__(self, port, pause):
        self.pause, self.client = pause, None
        self.name = f"one connection kept, {pause} s between"
        super().__init__(port)

    def ask(self):
        client, self.client = self.client or self.connect(), None
        try:
            client.sendall(GET)
            last = answer(client)
        except OSError:
            client.close()
            raise
        if last:
            client.close()
        else:
            self.client = client


def answer(client):
    """Reads one; whether it says that it is the last of its connection."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += some(client)
    head, _, content = got.partition(b"\r\n\r\n")
    fields = {name.strip().lower(): value.strip().lower()
              for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])}
    if b" 200 " not in head.split(b"\r\n")[0] + b" ":
        raise ConnectionError(head[:40].decode("latin-1"))
    while len(content) < int(fields[b"content-length"]):
        content += some(client)
    return fields.get(b"connection") == b"close"


def some(client):
    octets = client.recv(65536)
    if not octets:
        raise ConnectionError("the connection ended before its answer")
    return octets
