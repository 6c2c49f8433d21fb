"""Run with: python3 -m unittest discover scripts/bench.d"""

import socket
import threading
import unittest

import refused


def answering(octets):
    """A server that sends this to its one connection and closes it. Returns its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listener, listener.accept()[0] as connection:
            connection.sendall(octets)

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


class RefusedTest(unittest.TestCase):
    def test_an_end_without_an_octet_counts_as_turned_away(self):
        self.assertTrue(refused.turned_away("127.0.2.7", answering(b"")))

    def test_an_octet_of_an_alert_or_an_answer_does_not(self):
        self.assertFalse(refused.turned_away("127.0.2.7", answering(b"\x15")))

    def test_a_port_where_nobody_listens_is_a_failure_not_a_refusal(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            with self.assertRaises(ConnectionRefusedError):
                refused.turned_away("127.0.2.7", nobody.getsockname()[1])


if __name__ == "__main__":
    unittest.main()
