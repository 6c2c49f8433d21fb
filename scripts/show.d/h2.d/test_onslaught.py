"""Run with: python3 -m unittest discover scripts/show.d/h2.d"""

import socket
import time
import unittest

import scene  # noqa: F401 - puts the benchmark's modules on the path
from onslaught import Onslaught

import http2


class OnslaughtTest(unittest.TestCase):
    def setUp(self):
        ours, self.other = socket.socketpair()
        self.addCleanup(ours.close)
        self.addCleanup(self.other.close)
        self.attack = Onslaught(http2.Peer(ours, 0.2), time.monotonic() + 1)

    def test_the_code_of_a_goaway_is_how_it_ended(self):
        self.other.sendall(http2.reset(1) + http2.frame(http2.GOAWAY, 0, 0, b"\0\0\0\1\0\0\0\x0b"))
        fate = self.attack.run(iter([(http2.settings(), 3)]))
        self.assertEqual((fate.end, fate.frames, dict(fate.resets)), ("ENHANCE_YOUR_CALM", 3, {"CANCEL": 1}))

    def test_an_end_without_a_word_is_closed(self):
        self.other.close()
        self.assertEqual(self.attack.run(iter([(http2.settings(), 1)])).end, "closed")

    def test_who_is_not_answered_stands_until_time_is_over(self):
        fate = self.attack.run((b"", 0, 0.1) for _ in range(1000))
        self.assertEqual(fate.end, "stood")
        self.assertGreaterEqual(fate.seconds, 1)

    def test_who_is_not_read_any_more_is_told_from_who_stands(self):
        self.assertEqual(self.attack.run((bytes(1 << 20), 1) for _ in range(1000)).end, "not read any more")

    def test_settings_are_acknowledged(self):
        self.other.sendall(http2.settings())
        self.attack.run(iter([(b"", 0)]))
        self.assertEqual(self.other.recv(100), http2.frame(http2.SETTINGS, http2.ACK, 0))


if __name__ == "__main__":
    unittest.main()
