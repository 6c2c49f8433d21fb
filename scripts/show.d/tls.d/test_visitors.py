"""Run with: python3 -m unittest discover scripts/show.d/tls.d"""

import socket
import ssl
import tempfile
import threading
import unittest
from pathlib import Path

import stage
from visitors import Visitors

from certificates import Authority

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n" + bytes(1024)


class Server:
    """Answers each request over TLS with the same octets, or closes where there are none, a thread for each connection."""

    def __init__(self, identity, answer):
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(identity.certificate, identity.key)
        self._answer, self._listener = answer, socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._spawn(self._accept)

    def close(self):
        self._listener.close()

    @staticmethod
    def _spawn(work, *arguments):
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def _accept(self):
        try:
            while True:
                self._spawn(self._serve, self._listener.accept()[0])
        except OSError:
            return

    def _serve(self, plain):
        try:
            with self._context.wrap_socket(plain, server_side=True) as client:
                while client.recv(65536) and self._answer:
                    client.sendall(self._answer)
        except OSError:
            pass


class VisitorsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.authority = Authority(Path(folder.name, "authority"))
        self.identity = self.authority.server("show.test")

    def visit(self, answer, until):
        server = Server(self.identity, answer)
        self.addCleanup(server.close)
        visitors = Visitors(server.port, self.authority, 1)
        while not until(visitors):
            pass
        visitors.stop()
        return visitors

    def test_both_kinds_are_served_and_the_certificate_is_seen(self):
        visitors = self.visit(ANSWER, lambda one: one.handshakes > 1 and one.kept > 1)
        self.assertEqual(visitors.failed, 0, visitors.reasons())
        new, old = visitors.seen(stage.serial(self.identity), 0)
        self.assertEqual((len(new), old), (visitors.handshakes, []))
        self.assertEqual(visitors.seen("00", 0)[0], [])

    def test_a_connection_that_ends_without_an_answer_is_a_failed_request(self):
        visitors = self.visit(b"", lambda one: one.failed > 1)
        self.assertEqual((visitors.handshakes, visitors.kept), (0, 0))

    def test_an_answer_that_is_no_200_is_a_failed_request(self):
        visitors = self.visit(ANSWER.replace(b"200", b"502"), lambda one: one.failed > 1)
        self.assertIn("HTTP/1.1 502", visitors.reasons())


if __name__ == "__main__":
    unittest.main()
