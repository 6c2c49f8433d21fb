"""A program that passes octets on between clients and one origin, late. Arguments: the address and port to listen at, those of the
origin, a file. The file is read at each HUP and says how from then on: "delay SECONDS", of what the origin sends, or "loss PERCENT", of pieces
that are held back for as long as a kernel waits before it sends again."""

import asyncio
import random
import signal
import sys
from pathlib import Path

# The least time before a packet is sent again: TCP_RTO_MIN of Linux.
SENT_AGAIN_SECONDS = 0.2
PIECE = 65536
# Of one piece, one after the other.
MOST_LOSSES = 5
# Pieces on their way in one direction of a connection, at most.
MOST_PIECES = 256


class Ways:
    """What the relay does now."""

    def __init__(self, draw=random.random):
        self.delay, self.loss, self._draw = 0.0, 0.0, draw

    def told(self, line):
        word, value = line.split()
        if word not in ("delay", "loss"):
            raise ValueError(word)
        setattr(self, word, float(value))

    def held(self, delayed):
        """Seconds that a piece is held back. A second loss of the same doubles the wait."""
        seconds, again = self.delay if delayed else 0.0, SENT_AGAIN_SECONDS
        for _ in range(MOST_LOSSES):
            if self._draw() * 100 >= self.loss:
                break
            seconds, again = seconds + again, again * 2
        return seconds


async def passed_on(reader, writer, ways, delayed):
    """One direction, in order: a piece that is held holds those behind it."""
    pieces = asyncio.Queue(MOST_PIECES)
    reading = asyncio.create_task(_read(reader, pieces, ways, delayed))
    try:
        while True:
            due, octets = await pieces.get()
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            if not octets:
                break
            writer.write(octets)
            await writer.drain()
    except OSError:
        pass
    finally:
        reading.cancel()
        writer.close()


async def _read(reader, pieces, ways, delayed):
    octets = b"-"
    while octets:
        try:
            octets = await reader.read(PIECE)
        except OSError:
            octets = b""
        await pieces.put((asyncio.get_running_loop().time() + ways.held(delayed), octets))


async def relayed(address, port, origin_address, origin_port, ways):
    """A server that is there; it ends with the loop, or when it is closed."""
    async def connection(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection(origin_address, origin_port)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(passed_on(reader, far_writer, ways, False), passed_on(far_reader, writer, ways, True))

    return await asyncio.start_server(connection, address, port, backlog=4096)


async def main(address, port, origin_address, origin_port, file):
    ways = Ways()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, lambda: ways.told(Path(file).read_text()))
    server = await relayed(address, int(port), origin_address, int(origin_port), ways)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
