"""Thousands of handshakes that get nowhere: each connection sends a ClientHello an octet a second. Arguments: the loopback port,
how many. Run by half_open.py as a process of its own, until its input ends; then prints what became of them, as JSON."""

import json
import resource
import select
import socket
import ssl
import sys
import time
from dataclasses import asdict, dataclass

ADDRESSES = 100
EVERY_SECONDS = 1
# So many a second are opened anew at most: the flood is of handshakes that last, not of connections that come.
OPENED_A_SECOND = 1500


@dataclass
class Fate:
    """opened: connections in all. turned_away: ended before a second octet. given_up: ended by the other side later."""
    standing: int = 0
    opened: int = 0
    turned_away: int = 0
    given_up: int = 0
    octets: int = 0


class HalfOpen:
    """One place of the flood. What ended is opened anew at its next turn."""

    def __init__(self, number, port, hello, fate):
        self._source, self._port, self._hello, self._fate = f"127.0.1.{1 + number % ADDRESSES}", port, hello, fate
        self._client, self._sent = None, 0

    def turn(self):
        if self._client is None:
            self._open()
        else:
            self._send()

    def standing(self):
        return self._client is not None and not self._ended()

    def needs_opening(self):
        return self._client is None

    def _open(self):
        client = socket.socket()
        client.settimeout(5)
        try:
            client.bind((self._source, 0))
            client.connect(("127.0.0.1", self._port))
        except OSError:
            client.close()
            self._fate.turned_away += 1
            return
        client.setblocking(False)
        self._client, self._sent = client, 0
        self._fate.opened += 1
        self._send()

    def _send(self):
        try:
            if self._ended():
                raise ConnectionError("ended by the other side")
            self._client.send(self._hello[self._sent:self._sent + 1])
        except OSError:
            self._close()
            return
        self._sent += 1
        self._fate.octets += 1
        # An octet short of the end: a whole ClientHello would be answered.
        if self._sent == len(self._hello) - 1:
            self._close()

    def _ended(self):
        try:
            return self._client.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _close(self):
        if self._sent < 2:
            self._fate.turned_away += 1
        else:
            self._fate.given_up += 1
        self._client.close()
        self._client = None


def client_hello(name="show.test"):
    """The first record of a client of TLS 1.2 and 1.3, as Python's own would send it."""
    context = ssl.create_default_context()
    out = ssl.MemoryBIO()
    client = context.wrap_bio(ssl.MemoryBIO(), out, server_hostname=name)
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def input_has_ended():
    return bool(select.select([sys.stdin], [], [], 0)[0]) and not sys.stdin.readline()


def main(port, count):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    fate, hello = Fate(), client_hello()
    places = [HalfOpen(number, port, hello, fate) for number in range(count)]
    first = True
    while not input_has_ended():
        begun = time.monotonic()
        turn_of_all(places, begun)
        if first:
            print("standing", flush=True)
            first = False
        time.sleep(max(0.0, begun + EVERY_SECONDS - time.monotonic()))
    fate.standing = sum(place.standing() for place in places)
    print(json.dumps(asdict(fate)))


def turn_of_all(places, begun):
    """Spread over the second: many octets at once would be a burst, and those not yet open come at their rate."""
    opened = 0
    for number, place in enumerate(places):
        if place.needs_opening():
            opened += 1
            due = begun + opened / OPENED_A_SECOND
        else:
            due = begun + EVERY_SECONDS * number / len(places)
        wait = due - time.monotonic()
        if wait > 0.005:
            time.sleep(wait)
        place.turn()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
