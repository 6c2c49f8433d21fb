"""Run with: python3 -m unittest discover scripts/show.d/chaos.d"""

import asyncio
import time
import unittest

import relay


class WaysTest(unittest.TestCase):
    def test_only_what_the_origin_sends_is_delayed(self):
        ways = relay.Ways()
        ways.told("delay 0.05")
        self.assertEqual(ways.held(delayed=True), 0.05)
        self.assertEqual(ways.held(delayed=False), 0)

    def test_what_is_lost_again_waits_twice_as_long(self):
        draws = iter([0.05, 0.09, 0.10])
        ways = relay.Ways(lambda: next(draws))
        ways.told("loss 10")
        self.assertAlmostEqual(ways.held(delayed=False), 0.6)

    def test_even_where_all_is_lost_it_comes_at_last(self):
        ways = relay.Ways(lambda: 0.0)
        ways.told("loss 100")
        self.assertAlmostEqual(ways.held(delayed=False), 0.2 * 31)

    def test_another_word_is_an_error(self):
        with self.assertRaises(ValueError):
            relay.Ways().told("speed 1")


class RelayTest(unittest.TestCase):
    def test_octets_come_late_and_in_order(self):
        self.assertEqual(asyncio.run(self._asked(b"abcdef")), b"abcdef")

    async def _asked(self, octets):
        async def echo(reader, writer):
            while piece := await reader.read(1):
                writer.write(piece)
                await asyncio.sleep(0.005)
            writer.close()

        origin = await asyncio.start_server(echo, "127.0.0.1", 0)
        ways = relay.Ways()
        ways.told("delay 0.1")
        between = await relay.relayed("127.0.0.1", 0, "127.0.0.1", origin.sockets[0].getsockname()[1], ways)
        begun = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", between.sockets[0].getsockname()[1])
        writer.write(octets)
        back = await reader.readexactly(len(octets))
        self.assertGreaterEqual(time.monotonic() - begun, 0.1)
        writer.write_eof()
        self.assertEqual(await reader.read(), b"")
        writer.close()
        between.close()
        origin.close()
        return back


if __name__ == "__main__":
    unittest.main()
