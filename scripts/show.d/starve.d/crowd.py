"""Ten thousand clients that are stuck: two fifths in a head, two in content, one in reading, an octet every few seconds."""

import socket
import threading
import time
from itertools import cycle

import stage

# A small segment size, agreed when connecting, keeps the kernel's buffers for the connection small.
SEGMENT = 536
WINDOW = 2048
EVERY_SECONDS = 5

HEAD = b"GET /1k.bin HTTP/1.1\r\nHost: stuck.test\r\nX-Drip: "
UPLOAD = b"POST /upload HTTP/1.1\r\nHost: stuck.test\r\nContent-Length: 100000\r\n\r\n"
READ = b"GET /200k.bin HTTP/1.1\r\nHost: stuck.test\r\n\r\n"


class Crowd:
    """Drips from a thread of its own until it is closed."""

    def __init__(self, port, count):
        self.refused = 0
        self.drips = 0
        self._port = port
        self._dripping = []
        self._reading = []
        self._closed = threading.Event()
        self._open(count)
        self._thread = threading.Thread(target=self._drip, daemon=True)
        self._thread.start()

    def _open(self, count):
        kinds = cycle([(HEAD, self._dripping), (UPLOAD, self._dripping), (READ, self._reading), (HEAD, self._dripping),
                       (UPLOAD, self._dripping)])
        for number in range(count):
            first, where = next(kinds)
            try:
                where.append(self._connect(number, first))
            except OSError:
                self.refused += 1

    def _connect(self, number, first):
        client = socket.socket()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        client.settimeout(10)
        client.bind((f"127.0.1.{1 + number % stage.ADDRESSES}", 0))
        client.connect(("127.0.0.1", self._port))
        client.sendall(first)
        client.setblocking(False)
        return client

    def _drip(self):
        clients = [(client, False) for client in self._dripping] + [(client, True) for client in self._reading]
        pause = EVERY_SECONDS / max(1, len(clients))
        due = time.monotonic()
        while not self._closed.is_set():
            for client, reads in clients:
                due = max(due + pause, time.monotonic() - 1)
                wait = due - time.monotonic()
                # Many octets at once, now and then, cost this machine less than each for itself.
                if wait > 0.005 and self._closed.wait(wait):
                    return
                self.drips += 1
                try:
                    client.recv(1) if reads else client.send(b"a")
                except OSError:
                    pass

    def alive(self):
        """How many are still stuck: an answer to a head or an upload means that it has been given up, as does an end."""
        return sum(_says(client) is None for client in self._dripping) + sum(_says(client) != b"" for client in self._reading)

    def close(self):
        self._closed.set()
        self._thread.join()
        for client in self._dripping + self._reading:
            client.close()


def _says(client):
    """What is there to be read: nothing (None), or an end (empty)."""
    try:
        return client.recv(16, socket.MSG_PEEK)
    except BlockingIOError:
        return None
    except OSError:
        return b""
