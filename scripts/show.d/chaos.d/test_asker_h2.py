"""Run with: python3 -m unittest discover scripts/show.d/chaos.d"""

import asyncio
import unittest

import asker_h2
import http2


class Transport:
    def __init__(self):
        self.sent, self.closed = b"", False

    def write(self, octets):
        self.sent += octets

    def close(self):
        self.closed = True


def goaway(last):
    return http2.frame(http2.GOAWAY, 0, 0, last.to_bytes(4, "big") + bytes(4))


def answered(stream):
    return http2.frame(http2.HEADERS, http2.END_HEADERS, stream, http2.indexed(8)) + http2.frame(http2.DATA, http2.END_STREAM, stream, b"ok")


class StreamsTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.streams, self.transport = asker_h2.Streams(), Transport()

    async def asyncSetUp(self):
        self.streams.connection_made(self.transport)
        self.futures = [asyncio.get_running_loop().create_future() for _ in range(3)]
        for future in self.futures:
            self.streams.ask("/", future)

    def outcomes(self):
        return [future.result() if future.done() else None for future in self.futures]

    async def test_answers_come_in_any_order_and_in_pieces(self):
        for octet in answered(5) + answered(1):
            self.streams.data_received(bytes([octet]))
        self.assertEqual(self.outcomes(), ["200", None, "200"])

    async def test_what_goaway_leaves_out_may_be_sent_again_and_the_rest_must_be_answered(self):
        self.streams.data_received(goaway(3) + answered(1))
        self.assertEqual(self.outcomes(), ["200", None, asker_h2.AGAIN])
        self.assertFalse(self.streams.usable)
        self.streams.connection_lost(ConnectionResetError())
        self.assertEqual(self.outcomes()[1], "reset")

    async def test_a_connection_that_only_ends_has_failed_all_its_requests(self):
        self.streams.connection_lost(None)
        self.assertEqual(self.outcomes(), ["closed"] * 3)

    async def test_a_refused_stream_may_be_sent_again_and_a_cancelled_one_has_failed(self):
        self.streams.data_received(http2.reset(1, http2.REFUSED_STREAM) + http2.reset(3, http2.CANCEL))
        self.assertEqual(self.outcomes(), [asker_h2.AGAIN, "RST_STREAM_CANCEL", None])

    async def test_one_that_goes_away_is_closed_with_its_last_answer(self):
        self.streams.data_received(goaway(2**31 - 1) + answered(1) + answered(3))
        self.assertFalse(self.transport.closed)
        self.streams.data_received(answered(5))
        self.assertTrue(self.transport.closed)


if __name__ == "__main__":
    unittest.main()
