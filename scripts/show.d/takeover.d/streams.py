"""A client of HTTP/2 with prior knowledge that keeps to RFC 9113: told that a connection goes away, it opens no stream there, waits for
those that it has, and connects anew. What a last GOAWAY leaves out was never served, and is asked again without being a failure."""

import socket
import struct

from visitors import PATIENCE_SECONDS, Visitor

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
# GET, http, /, and the authority as a literal (RFC 7541 appendix A, section 6.2.2).
REQUEST = bytes([0x82, 0x86, 0x84, 0x01, 9]) + b"show.test"
STATUS_200 = 0x88
STREAMS_AT_ONCE = 4
WINDOW = 1 << 20


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = self.socket.makefile("rb")
        self.next, self.open, self.going, self.last = 1, {}, False, None
        self.socket.sendall(PREFACE + frame(SETTINGS, 0, 0) + frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", WINDOW)))

    def ask(self):
        self.socket.sendall(frame(HEADERS, END_STREAM | END_HEADERS, self.next, REQUEST))
        self.open[self.next] = None
        self.next += 2

    def take(self):
        """Reads one frame; the stream that it has ended, or None."""
        head = self.read.read(9)
        if len(head) < 9:
            raise ConnectionError("the connection ended before its answers")
        length, kind, flags, stream = int.from_bytes(head[:3], "big"), head[3], head[4], int.from_bytes(head[5:], "big")
        payload = self.read.read(length)
        if kind == SETTINGS and not flags & ACK:
            self.socket.sendall(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            self.socket.sendall(frame(PING, ACK, 0, payload))
        elif kind == GOAWAY:
            self.going, self.last = True, int.from_bytes(payload[:4], "big")
            for left in [one for one in self.open if one > self.last]:
                del self.open[left]
        elif kind == RST_STREAM:
            raise ConnectionError(f"stream {stream} was reset with {int.from_bytes(payload, 'big')}")
        elif kind == HEADERS and payload[0] != STATUS_200:
            raise ConnectionError(f"stream {stream} was answered with something else than 200")
        elif kind == DATA and length:
            self.socket.sendall(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", length)))
        return stream if kind in (DATA, HEADERS) and flags & END_STREAM else None

    def close(self):
        self.read.close()
        self.socket.close()


class Streams(Visitor):
    name = "HTTP/2, some streams at a time"

    def __init__(self, port):
        self.connection = None
        super().__init__(port)

    def ask(self):
        """Until one of its streams has ended; the others go on."""
        if self.connection is None:
            self.connection = Connection(self.port)
        connection = self.connection
        try:
            while not connection.going and len(connection.open) < STREAMS_AT_ONCE:
                connection.ask()
            ended = None
            while ended is None and connection.open:
                ended = connection.take()
            connection.open.pop(ended, None)
            if connection.going and not connection.open:
                self.leave()
        except OSError:
            self.leave()
            raise

    def leave(self):
        self.connection.close()
        self.connection = None
