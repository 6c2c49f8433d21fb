"""Just enough HTTP/2 to speak it by hand: frames (RFC 9113 section 4) and field sections without Huffman codes (RFC 7541)."""

import socket
import ssl
from typing import NamedTuple

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
ACK = END_STREAM = 0x1
END_HEADERS = 0x4
HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = range(1, 7)
NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, FRAME_SIZE_ERROR, REFUSED_STREAM, \
    CANCEL, COMPRESSION_ERROR, CONNECT_ERROR, ENHANCE_YOUR_CALM, INADEQUATE_SECURITY, HTTP_1_1_REQUIRED = range(14)
CODES = ("NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
         "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY",
         "HTTP_1_1_REQUIRED")
# Fields of the static table (RFC 7541 appendix A).
METHOD_GET, METHOD_POST, PATH_ROOT, SCHEME_HTTP, SCHEME_HTTPS = 2, 3, 4, 6, 7
STATUS = 8
_STATIC_STATUS = {8: 200, 9: 204, 10: 206, 11: 304, 12: 400, 13: 404, 14: 500}


class Frame(NamedTuple):
    kind: int
    flags: int
    stream: int
    payload: bytes


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


def settings(*pairs):
    """pairs: identifier and value."""
    return frame(SETTINGS, 0, 0, b"".join(name.to_bytes(2, "big") + value.to_bytes(4, "big") for name, value in pairs))


def reset(stream, code=CANCEL):
    return frame(RST_STREAM, 0, stream, code.to_bytes(4, "big"))


def more(stream, octets):
    """A WINDOW_UPDATE."""
    return frame(WINDOW_UPDATE, 0, stream, octets.to_bytes(4, "big"))


def integer(value, bits, first=0):
    """Of so many bits in its first octet (RFC 7541 section 5.1), beside the pattern first."""
    most = (1 << bits) - 1
    if value < most:
        return bytes((first | value,))
    octets, value = [first | most], value - most
    while value >= 128:
        octets.append(value % 128 + 128)
        value //= 128
    return bytes((*octets, value))


def text(octets):
    return integer(len(octets), 7) + octets


def indexed(index):
    return integer(index, 7, 0x80)


def literal(name, value):
    """Not to be remembered. name: octets, or an index."""
    return (integer(name, 4) if isinstance(name, int) else b"\0" + text(name)) + text(value)


def remembered(name, value):
    """A literal that goes into the dynamic table."""
    return b"\x40" + text(name) + text(value)


def request(path, authority="show.test", method=METHOD_GET, scheme=SCHEME_HTTPS, fields=()):
    """The field section of a request. method: an index or octets."""
    first = indexed(method) if isinstance(method, int) else literal(METHOD_GET, method)
    section = first + indexed(scheme) + literal(PATH_ROOT, path.encode()) + literal(1, authority.encode())
    return section + b"".join(literal(name.encode(), value.encode()) for name, value in fields)


def status(section):
    """Of an answer whose field section this is; None where it refers to the dynamic table, which we do not keep."""
    at = 0
    # Changes of the table's size come first.
    while section[at] & 0xE0 == 0x20:
        long = section[at] & 0x1F == 0x1F
        at += 1
        while long:
            long = section[at] & 0x80
            at += 1
    if section[at] & 0x80:
        return _STATIC_STATUS.get(section[at] & 0x7F)
    if section[at] not in (STATUS, 0x10 | STATUS, 0x40 | STATUS):
        return None
    length = section[at + 1]
    octets = section[at + 2:at + 2 + (length & 0x7F)]
    return int(_digits(octets) if length & 0x80 else octets)


def _digits(octets):
    """Huffman code of three digits: 0 to 2 have five bits, the others six (RFC 7541 appendix B)."""
    bits = "".join(f"{octet:08b}" for octet in octets)
    found = ""
    while len(found) < 3:
        short = int(bits[:5], 2)
        found += str(short) if short < 3 else str(int(bits[:6], 2) - 0x19 + 3)
        bits = bits[5:] if short < 3 else bits[6:]
    return found


class Peer:
    """The other end of a connection: blocking, one thread. Reads whole frames."""

    def __init__(self, connection, patience_seconds=10):
        self._socket, self._patience, self._came = connection, patience_seconds, bytearray()
        connection.settimeout(patience_seconds)

    def send(self, octets):
        """Raises TimeoutError where they are not taken."""
        self._socket.sendall(octets)

    def read(self):
        """The next frame. Raises ConnectionError at the end of the connection, TimeoutError where nothing comes."""
        head = self.take(9)
        payload = self.take(int.from_bytes(head[:3], "big"))
        return Frame(head[3], head[4], int.from_bytes(head[5:9], "big") & 0x7FFFFFFF, payload)

    def at_hand(self):
        """The frames that have come, without waiting for more. Raises ConnectionError at the end of the connection."""
        self._socket.settimeout(0)
        try:
            while octets := self._socket.recv(65536):
                self._came += octets
            ended = True
        except (BlockingIOError, ssl.SSLWantReadError):
            ended = False
        finally:
            self._socket.settimeout(self._patience)
        frames = []
        while len(self._came) >= 9 and len(self._came) >= 9 + int.from_bytes(self._came[:3], "big"):
            frames.append(self.read())
        if ended and not frames:
            raise ConnectionError("closed by the other side")
        return frames

    def take(self, count):
        while len(self._came) < count:
            octets = self._socket.recv(65536)
            if not octets:
                raise ConnectionError("closed by the other side")
            self._came += octets
        taken = bytes(self._came[:count])
        del self._came[:count]
        return taken

    def close(self):
        self._socket.close()


class Connection(Peer):
    """A client's connection. Begins with the preface and these settings."""

    def __init__(self, port, secure=True, pairs=((HEADER_TABLE_SIZE, 0), (ENABLE_PUSH, 0)), patience_seconds=10, source=None):
        connection = socket.create_connection(("127.0.0.1", port), patience_seconds, source and (source, 0))
        if secure:
            connection = context().wrap_socket(connection)
            if connection.selected_alpn_protocol() != "h2":
                raise ConnectionError("HTTP/2 was not agreed on")
        super().__init__(connection, patience_seconds)
        self._next = 1
        self.send(PREFACE + settings(*pairs))

    def stream(self):
        """The number of a new one."""
        self._next += 2
        return self._next - 2

    def get(self, path):
        """Status and content of one request, alone on the connection. Raises ConnectionError where it has no answer."""
        number = self.stream()
        self.send(frame(HEADERS, END_HEADERS | END_STREAM, number, request(path)))
        code, content = None, b""
        while True:
            came = self.read()
            if came.kind == SETTINGS and not came.flags & ACK:
                self.send(frame(SETTINGS, ACK, 0))
            elif came.kind == PING and not came.flags & ACK:
                self.send(frame(PING, ACK, 0, came.payload))
            elif came.kind in (GOAWAY, RST_STREAM):
                raise ConnectionError(f"{'GOAWAY' if came.kind == GOAWAY else 'RST_STREAM'} {name_of(code_of(came))}")
            elif came.stream == number:
                code = status(came.payload) if came.kind == HEADERS and code is None else code
                content += came.payload if came.kind == DATA else b""
                if came.flags & END_STREAM and came.kind in (HEADERS, DATA):
                    return code, content


def code_of(came):
    """The error code of a GOAWAY or RST_STREAM."""
    return int.from_bytes(came.payload[4:8] if came.kind == GOAWAY else came.payload, "big")


def name_of(code):
    return CODES[code] if code < len(CODES) else str(code)


def context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    return context
