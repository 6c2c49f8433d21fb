"""Run with: python3 -m unittest discover scripts/bench.d"""

import socket
import threading
import unittest

import http2


class FieldSectionsTest(unittest.TestCase):
    def test_integers_are_those_of_the_specification(self):
        # RFC 7541 appendix C.1
        self.assertEqual(http2.integer(10, 5), b"\x0a")
        self.assertEqual(http2.integer(1337, 5), b"\x1f\x9a\x0a")
        self.assertEqual(http2.integer(42, 8), b"\x2a")

    def test_a_status_is_read_in_each_of_its_forms(self):
        self.assertEqual(http2.status(b"\x88"), 200)
        self.assertEqual(http2.status(b"\x20\x8d"), 404)
        self.assertEqual(http2.status(b"\x3f\xe1\x1f\x88"), 200)
        self.assertEqual(http2.status(b"\x08\x03503"), 503)
        # RFC 7541 appendix C.6.1 and C.6.2: 302 and 307, with Huffman codes
        self.assertEqual(http2.status(bytes.fromhex("4882 6402")), 302)
        self.assertEqual(http2.status(bytes.fromhex("4883 640eff")), 307)

    def test_a_status_of_the_dynamic_table_is_not_guessed(self):
        self.assertIsNone(http2.status(b"\xbe"))

    def test_a_request_in_octets(self):
        self.assertEqual(http2.request("/a", "b"), b"\x82\x87\x04\x02/a\x01\x01b")


def answering(*frames):
    """A server that sends these frames to its one connection once it has read something, and closes it. Returns its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listener, listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(b"".join(frames))
            while connection.recv(65536):
                pass

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


class ConnectionTest(unittest.TestCase):
    def test_content_is_put_together_from_frames_of_its_stream(self):
        port = answering(http2.settings(), http2.frame(http2.HEADERS, http2.END_HEADERS, 1, b"\x88"), http2.frame(http2.DATA, 0, 1, b"ab"),
                         http2.frame(http2.PING, 0, 0, bytes(8)), http2.frame(http2.DATA, http2.END_STREAM, 1, b"c"))
        connection = http2.Connection(port, secure=False)
        self.assertEqual(connection.get("/"), (200, b"abc"))
        connection.close()

    def test_a_reset_is_no_answer(self):
        connection = http2.Connection(answering(http2.reset(1, http2.REFUSED_STREAM)), secure=False)
        with self.assertRaisesRegex(ConnectionError, "RST_STREAM REFUSED_STREAM"):
            connection.get("/")
        connection.close()


if __name__ == "__main__":
    unittest.main()
