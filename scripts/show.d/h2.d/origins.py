"""Hostile origins over HTTP/2 in the clear, a listener for each thing that one may do. Arguments: which of MODES. Prints their ports as
JSON; then, for each line with the name of one that it reads, what became of that one's connections."""

import collections
import json
import socket
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench.d"))

import http2  # noqa: E402
from http2 import (CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, INITIAL_WINDOW_SIZE, MAX_CONCURRENT_STREAMS, MAX_FRAME_SIZE,  # noqa: E402
                   PING, PRIORITY, PUSH_PROMISE, SETTINGS, frame, indexed, literal, more, remembered, reset)
from onslaught import Onslaught  # noqa: E402

WAVE = 20
# How long a connection may stand at all.
MOST_SECONDS = 12
OK = indexed(http2.STATUS)


def head(stream, section=OK, flags=END_HEADERS):
    return frame(HEADERS, flags, stream, section)


def first(streams):
    """Waits for a request; its stream."""
    while not streams:
        yield b"", 0, 0.02
    return streams.popleft()


def once(make):
    """These octets to each request, and then silence with the connection open. make: of a stream."""
    def waves(streams):
        while True:
            yield make((yield from first(streams))), 1
    return waves


def at_once(octets):
    """Whether anything is asked or not."""
    def waves(_):
        yield octets, 1
        while True:
            yield b"", 0, 0.1
    return waves


def without_end(make, before=lambda stream: b""):
    """The same octets for ever, after others, from the first request on."""
    def waves(streams):
        stream = yield from first(streams)
        yield before(stream), 1
        while True:
            yield make(stream) * WAVE, WAVE
    return waves


def past_our_window(streams):
    """Content without end and without a look at the window."""
    stream = yield from first(streams)
    yield head(stream), 1
    while True:
        yield frame(DATA, 0, stream, bytes(16384)), 1


def bomb(stream):
    """Each octet of the second and third frame stands for a field of 4 KB."""
    return (head(stream, OK + remembered(b"x-bomb", b"b" * 3900), 0) + frame(CONTINUATION, 0, stream, indexed(62) * 16000)
            + frame(CONTINUATION, END_HEADERS, stream, indexed(62) * 16000))


def ends_amid(streams):
    """The connection, not only the answer."""
    stream = yield from first(streams)
    yield head(stream) + frame(DATA, 0, stream, b"half"), 2


def refuse(status, *more_of_them):
    """A mode that must come to the client as one of these, and never whole: nothing of the kind may be served."""
    return lambda said: all(any(word in one for word in (status, *more_of_them)) for one in said.split("; "))


_FAULT = refuse("502", "503", "504")
# An answer has begun; requests beside it may wait in vain.
_BROKEN = refuse("502", "504", "broken")
# curl 7.88 does not see an answer that comes while it still sends content, where RST_STREAM with NO_ERROR follows it (RFC 9113 section 8.1).
_UPLOAD = refuse("502", "504", "broken, curl 92")


class Mode:
    """right: whether what the client got is what it must get. upload: the client sends a megabyte."""

    def __init__(self, waves, right=_FAULT, pairs=(), upload=False, settles=True):
        self.waves, self.right, self.pairs, self.upload, self.settles = waves, right, pairs, upload, settles


MODES = {
    "says nothing, not even SETTINGS": Mode(at_once(b""), settles=False),
    "says nothing after SETTINGS": Mode(once(lambda s: b"")),
    "SETTINGS without end": Mode(without_end(lambda s: http2.settings((MAX_CONCURRENT_STREAMS, 100), (MAX_FRAME_SIZE, 16384)))),
    "SETTINGS without end, and an answer that goes on": Mode(without_end(lambda s: http2.settings((MAX_CONCURRENT_STREAMS, 100)), head), _BROKEN),
    "PING without end": Mode(without_end(lambda s: frame(PING, 0, 0, bytes(8)))),
    "PRIORITY without end": Mode(without_end(lambda s: frame(PRIORITY, 0, s, bytes(5)))),
    "WINDOW_UPDATE without end": Mode(without_end(lambda s: more(0, 1))),
    "unknown frames without end": Mode(without_end(lambda s: frame(0x42, 0, 0, bytes(100)))),
    "empty DATA without end": Mode(without_end(lambda s: frame(DATA, 0, s), head), _BROKEN),
    "103 without end": Mode(without_end(lambda s: head(s, literal(8, b"103")))),
    "fields without end": Mode(without_end(lambda s: frame(CONTINUATION, 0, s, literal(b"x-filler", b"f" * 990)), lambda s: head(s, flags=0))),
    "CONTINUATION without end, empty": Mode(without_end(lambda s: frame(CONTINUATION, 0, s), lambda s: head(s, flags=0))),
    "a bomb of references": Mode(once(bomb)),
    "fields of 1 MB": Mode(once(lambda s: head(s, OK, 0) + b"".join(frame(CONTINUATION, 0, s, literal(b"x-filler", b"f" * 16000)) for _ in range(64))
                                + frame(CONTINUATION, END_HEADERS, s))),
    "trailers without end": Mode(without_end(lambda s: frame(CONTINUATION, 0, s, literal(b"x-filler", b"f" * 990)),
                                             lambda s: head(s) + frame(HEADERS, END_STREAM, s, b"")), _BROKEN),
    "resets each stream: REFUSED_STREAM": Mode(once(lambda s: reset(s, http2.REFUSED_STREAM))),
    "resets each stream: ENHANCE_YOUR_CALM": Mode(once(lambda s: reset(s, http2.ENHANCE_YOUR_CALM))),
    "resets amid its answer": Mode(once(lambda s: head(s) + frame(DATA, 0, s, b"half") + reset(s, http2.INTERNAL_ERROR)), _BROKEN),
    "GOAWAY at once, of stream 0": Mode(once(lambda s: frame(GOAWAY, 0, 0, bytes(8)))),
    "GOAWAY with an error": Mode(once(lambda s: frame(GOAWAY, 0, 0, s.to_bytes(4, "big") + b"\0\0\0\2"))),
    "no stream at all (MAX_CONCURRENT_STREAMS 0)": Mode(once(lambda s: b""), pairs=((MAX_CONCURRENT_STREAMS, 0),)),
    "an upload without a window": Mode(once(lambda s: b""), _UPLOAD, ((INITIAL_WINDOW_SIZE, 0),), upload=True),
    "an upload an octet at a time": Mode(without_end(lambda s: more(s, 1)), _UPLOAD, ((INITIAL_WINDOW_SIZE, 1),), upload=True),
    "more content than our window": Mode(past_our_window, _BROKEN),
    "a window past 2^31": Mode(once(lambda s: more(s, (1 << 31) - 1))),
    "a window of the connection past 2^31": Mode(once(lambda s: more(0, (1 << 31) - 1) * 2)),
    "a frame of 1 MB": Mode(once(lambda s: head(s) + frame(DATA, 0, s, bytes(1 << 20))), _BROKEN),
    "SETTINGS with a window of 2^31": Mode(once(lambda s: b""), pairs=((INITIAL_WINDOW_SIZE, 1 << 31),)),
    "content before a head": Mode(once(lambda s: frame(DATA, END_STREAM, s, b"x"))),
    "PUSH_PROMISE": Mode(once(lambda s: frame(PUSH_PROMISE, END_HEADERS, s, b"\0\0\0\2" + http2.request("/pushed")) + head(s, flags=END_HEADERS | END_STREAM))),
    "a stream of its own": Mode(once(lambda s: head(2))),
    "an answer on a stream to come": Mode(once(lambda s: head(s + 2000))),
    "an index that is not there": Mode(once(lambda s: head(s, indexed(70)))),
    "no status": Mode(once(lambda s: head(s, literal(b"x", b"y"), END_HEADERS | END_STREAM))),
    "two statuses": Mode(once(lambda s: head(s, OK + OK, END_HEADERS | END_STREAM))),
    "status 101": Mode(once(lambda s: head(s, literal(8, b"101")))),
    "a name in capitals": Mode(once(lambda s: head(s, OK + literal(b"X-Caps", b"y"), END_HEADERS | END_STREAM))),
    "a line end in a value": Mode(once(lambda s: head(s, OK + literal(b"x", b"y\r\nset-cookie: z"), END_HEADERS | END_STREAM))),
    "Connection and Transfer-Encoding": Mode(once(lambda s: head(s, OK + literal(b"transfer-encoding", b"chunked"), END_HEADERS | END_STREAM))),
    "less content than Content-Length": Mode(once(lambda s: head(s, OK + literal(b"content-length", b"100")) + frame(DATA, END_STREAM, s, b"short")), _BROKEN),
    "more content than Content-Length": Mode(once(lambda s: head(s, OK + literal(b"content-length", b"3")) + frame(DATA, END_STREAM, s, b"longer")), _BROKEN),
    "two Content-Lengths": Mode(once(lambda s: head(s, OK + literal(b"content-length", b"1") + literal(b"content-length", b"2")) + frame(DATA, END_STREAM, s, b"x"))),
    "padding past the frame": Mode(once(lambda s: head(s) + frame(DATA, 0x8 | END_STREAM, s, b"\xff")), _BROKEN),
    "another frame within a field section": Mode(once(lambda s: head(s, flags=0) + frame(PING, 0, 0, bytes(8)) + frame(CONTINUATION, END_HEADERS, s))),
    "HTTP/1.1": Mode(at_once(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), settles=False),
    "an end amid its answer": Mode(ends_amid, _BROKEN),
}


class Fates:
    def __init__(self):
        self._lock, self._ends = threading.Lock(), collections.Counter()
        self._frames = self._seconds = self._open = 0

    def opened(self):
        with self._lock:
            self._open += 1

    def ended(self, fate):
        with self._lock:
            self._open -= 1
            self._ends[fate.end] += 1
            self._frames, self._seconds = max(self._frames, fate.frames), max(self._seconds, fate.seconds)

    def told(self):
        with self._lock:
            ends = [f"{count} x {end}" for end, count in self._ends.most_common(3)] + ([f"{self._open} open"] if self._open else [])
            return f"{', '.join(ends)}, at most {self._frames} frames, {self._seconds:.1f} s"


def serve(connection, mode, fates):
    peer = http2.Peer(connection, 2)
    fates.opened()
    fate = Onslaught(peer, time.monotonic() + MOST_SECONDS, settles=mode.settles)
    try:
        fate.run(_begun(peer, mode, fate.streams))
    finally:
        peer.close()
        fates.ended(fate)


def _begun(peer, mode, streams):
    peer.take(len(http2.PREFACE))
    if mode.settles:
        yield http2.settings(*mode.pairs), 1
    yield from mode.waves(streams)


def listen(mode, fates):
    server = socket.create_server(("127.0.0.1", 0), backlog=128)

    def accept():
        while True:
            threading.Thread(target=serve, args=(server.accept()[0], mode, fates), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1]


def main(names):
    fates = {name: Fates() for name in names}
    print(json.dumps({name: listen(MODES[name], fates[name]) for name in names}), flush=True)
    for line in sys.stdin:
        print(fates[line.strip()].told(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
