"""Run with: python3 -m unittest discover scripts/show.d/tls.d"""

import socket
import unittest

from flood import Fate, HalfOpen, client_hello


class FloodTest(unittest.TestCase):
    def setUp(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.server.close)
        self.fate = Fate()
        self.place = HalfOpen(0, self.server.getsockname()[1], client_hello()[:4], self.fate)

    def accepted(self):
        connection = self.server.accept()[0]
        self.addCleanup(connection.close)
        return connection

    def test_a_turn_is_one_octet_of_a_handshake(self):
        self.place.turn()
        connection = self.accepted()
        self.place.turn()
        self.assertEqual(connection.recv(2, socket.MSG_WAITALL), b"\x16\x03")
        self.assertTrue(self.place.standing())
        self.assertEqual((self.fate.opened, self.fate.octets), (1, 2))

    def test_the_last_octet_is_never_sent(self):
        for _ in range(3):
            self.place.turn()
        connection = self.accepted()
        self.assertEqual(len(connection.recv(4, socket.MSG_WAITALL)), 3)
        self.assertFalse(self.place.standing())

    def test_who_is_ended_at_once_was_turned_away_and_comes_anew(self):
        self.place.turn()
        self.accepted().close()
        while self.place.standing():
            pass
        self.place.turn()
        self.assertEqual((self.fate.turned_away, self.fate.given_up), (1, 0))
        self.place.turn()
        self.accepted()
        self.assertEqual(self.fate.opened, 2)

    def test_who_is_ended_later_was_given_up(self):
        self.place.turn()
        self.place.turn()
        self.accepted().close()
        while self.place.standing():
            pass
        self.place.turn()
        self.assertEqual((self.fate.turned_away, self.fate.given_up), (0, 1))


if __name__ == "__main__":
    unittest.main()
