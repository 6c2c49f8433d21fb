"""Run with: python3 -m unittest discover scripts/show.d/chaos.d"""

import asyncio
import io
import socket
import struct
import threading
import time
import unittest

import answers
import asker

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Origin: a\r\n\r\nok"


class Server:
    """Answers the n-th request of all its connections by what the n-th of these does; the last does for all that follow."""

    def __init__(self, *ways):
        self._ways, self._seen, self._lock = ways, 0, threading.Lock()
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        with connection:
            while connection.recv(4096):
                with self._lock:
                    way = self._ways[min(self._seen, len(self._ways) - 1)]
                    self._seen += 1
                if way(connection):
                    return


def good(connection):
    connection.sendall(GOOD)


def closes(_):
    return True


def resets(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return True


def tears(connection):
    connection.sendall(GOOD[:-1])
    return True


def raves(connection):
    connection.sendall(b"\x16\x03\x01nonsense\r\n\r\n")


def told(port, count, rate=100, connections=True):
    out = io.StringIO()
    asyncio.run(asker.Asker(port, "/", connections, out).run(rate, count / rate))
    return answers.parse(out.getvalue())


class AskerTest(unittest.TestCase):
    def test_each_request_tells_its_origin(self):
        with Server(good) as server:
            seen = told(server.port, 20)
            self.assertEqual([one.origin for one in seen], ["a"] * 20)
            self.assertFalse(seen.failed())

    def test_kept_connections_are_used_again_and_new_ones_are_not(self):
        with Server(good) as kept, Server(good) as new:
            told(kept.port, 20, rate=50)
            told(new.port, 20, rate=50, connections=False)
            self.assertLess(kept.connections, 20)
            self.assertEqual(new.connections, 20)

    def test_each_end_has_its_reason(self):
        for way, reason in ((closes, "closed"), (resets, "reset"), (tears, "closed"), (raves, "unreadable")):
            with self.subTest(reason), Server(way, good) as server:
                self.assertEqual(told(server.port, 5).failed(), {reason: 1})

    def test_nobody_who_listens_is_a_refusal(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            self.assertEqual(told(nobody.getsockname()[1], 3).failed(), {"refused": 3})

    def test_a_stall_is_seen_by_all_requests_that_were_due_in_it(self):
        stalled = threading.Event()

        def stalls(connection):
            # The machine that the clients see: nobody is accepted or served meanwhile.
            stalled.set()
            time.sleep(0.3)
            connection.sendall(GOOD)

        with Server(stalls) as server:
            seen = told(server.port, 20, rate=100)
        self.assertTrue(stalled.is_set())
        self.assertEqual(len(seen), 20)
        self.assertGreaterEqual(min(one.micros for one in seen), 290_000)


class AnswerTest(unittest.TestCase):
    def test_an_answer_in_pieces_is_whole_with_its_last_octet(self):
        answer = asker.Answer()
        self.assertEqual([answer.take(GOOD[n:n + 1]) for n in range(len(GOOD))], [False] * (len(GOOD) - 1) + [True])

    def test_octets_after_the_end_are_no_part_of_it(self):
        with self.assertRaises(ValueError):
            asker.Answer().take(GOOD + b"x")


if __name__ == "__main__":
    unittest.main()
