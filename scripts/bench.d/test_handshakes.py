"""Run with: python3 -m unittest discover scripts/bench.d"""

import unittest

import handshakes
from load import LoadFailed

FULL = """Collecting connection statistics for 1 seconds
******

6 connections in 0.01s; 600.00 connections/user sec, bytes read 8000
6 connections in 2 real seconds, 1333 bytes read per connection
"""
RESUMED = """

Now timing with session id reuse.
starting
rrrr

4 connections in 0.01s; 400.00 connections/user sec, bytes read 5000
4 connections in 2 real seconds, 1250 bytes read per connection
"""


class HandshakesTest(unittest.TestCase):
    def test_connections_are_counted_by_their_kind(self):
        self.assertEqual(handshakes.parse(FULL, False, 1024), 6)
        self.assertEqual(handshakes.parse(RESUMED, True, 1024), 4)

    def test_a_full_handshake_does_not_pass_for_a_resumed_one(self):
        with self.assertRaisesRegex(LoadFailed, "2 of 4 handshakes were full"):
            handshakes.parse(RESUMED.replace("rrrr", "r**r"), True, 1024)
        with self.assertRaisesRegex(LoadFailed, "resumed"):
            handshakes.parse(FULL.replace("***", "r**"), False, 1024)

    def test_a_server_may_answer_a_resumption_in_full_now_and_then(self):
        self.assertEqual(handshakes.parse(RESUMED.replace("rrrr", "rr*r"), True, 1024), 4)

    def test_an_answer_that_is_too_short_is_a_failure(self):
        with self.assertRaisesRegex(LoadFailed, "1333 octets a connection, of 2048"):
            handshakes.parse(FULL, False, 2048)

    def test_no_summary_is_a_failure_not_a_zero(self):
        with self.assertRaises(LoadFailed):
            handshakes.parse("connect: Connection refused", False, 1024)


if __name__ == "__main__":
    unittest.main()
