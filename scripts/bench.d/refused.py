"""A client that nobody wants: connects from addresses of 127.0.2.0/24 until its time is up. Arguments: the loopback port, seconds.
Run by gate.py as processes of their own. Prints how often it was turned away; anything else than an end ends it with the reason."""

import itertools
import socket
import sys
import time

# Of ip(7), which Python does not name: the port is chosen when connecting, so that one port serves many addresses.
IP_BIND_ADDRESS_NO_PORT = 24
PATIENCE_SECONDS = 5


def turned_away(source, port, patience_seconds=PATIENCE_SECONDS):
    """One connection. True where it ended without an octet. Raises OSError for one that is left waiting."""
    with socket.socket() as client:
        client.settimeout(patience_seconds)
        client.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        client.bind((source, 0))
        try:
            client.connect(("127.0.0.1", port))
            return client.recv(1) == b""
        except ConnectionResetError:
            return True


def main(port, seconds):
    until = time.monotonic() + seconds
    sources = itertools.cycle(f"127.0.2.{number}" for number in range(1, 255))
    count = 0
    while time.monotonic() < until:
        if not turned_away(next(sources), port):
            sys.exit("an octet came")
        count += 1
    print(count)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
