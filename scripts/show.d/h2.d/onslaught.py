"""Sends what an attack consists of on one connection, at a bounded rate, and tells how that ended. For both sides."""

import collections
import time

import http2

# So that it is a flood of frames, and not all that the machine can do.
FRAMES_A_SECOND = 10_000


class Onslaught:
    """After run: frames sent, seconds it took, RST_STREAM that came by their codes, and how the connection ended: the code of
    a GOAWAY; closed; stood, where time was over; not read any more."""

    def __init__(self, peer, until, reads=True, settles=True):
        """settles: whether the peer's SETTINGS are acknowledged."""
        self._peer, self._until, self._reads, self._settles = peer, until, reads, settles
        self._begun = time.monotonic()
        self.frames, self.resets, self.goaway = 0, collections.Counter(), None
        # That the peer has opened and whose turn has not come.
        self.streams = collections.deque()

    def run(self, waves):
        try:
            self._send(waves)
            end = "stood"
        except TimeoutError:
            end = self._hold()
        except OSError:
            end = self._last_words()
        self.seconds = time.monotonic() - self._begun
        self.end = self.goaway or end
        return self

    def _send(self, waves):
        for octets, frames, *pause in waves:
            if octets:
                self._peer.send(octets)
            self.frames += frames
            self._look()
            due = self._begun + self.frames / FRAMES_A_SECOND - time.monotonic()
            self._pause(max(0.0, due, *pause))
            if time.monotonic() > self._until:
                return

    def _pause(self, seconds):
        """Looks meanwhile, as the end may come while nothing is sent."""
        over = time.monotonic() + seconds
        while (left := over - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))
            if left > 0.1:
                self._look()

    def _hold(self):
        """Nothing more is taken from us; an end may come all the same."""
        try:
            while time.monotonic() < self._until:
                self._look()
                time.sleep(0.1)
        except OSError:
            return "closed"
        return "not read any more"

    def _last_words(self):
        try:
            self._look()
        except OSError:
            pass
        return "closed"

    def _look(self):
        if not self._reads:
            return
        for came in self._peer.at_hand():
            if came.kind == http2.GOAWAY:
                # One of NO_ERROR only announces the end; the code of a second one counts.
                self.goaway = http2.name_of(http2.code_of(came))
            elif came.kind == http2.RST_STREAM:
                self.resets[http2.name_of(http2.code_of(came))] += 1
            elif came.kind == http2.HEADERS:
                self.streams.append(came.stream)
            elif self._settles and came.kind == http2.SETTINGS and not came.flags & http2.ACK:
                self._peer.send(http2.frame(http2.SETTINGS, http2.ACK, 0))
        if self.goaway and self.goaway != "NO_ERROR":
            raise ConnectionError("told to go")
