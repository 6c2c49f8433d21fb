"""As asker.py, over HTTP/2 and TLS: many requests at once on a few kept connections. Strict about what a server that goes away must do (RFC 9113
sections 6.8 and 8.7): a request is sent again, on another connection, only where GOAWAY tells that it was not looked at, or REFUSED_STREAM does;
whatever else ends a request without an answer is its failure. Arguments: the port, requests a second, seconds, the target."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench.d"))

import http2  # noqa: E402
from asker import PATIENCE_SECONDS, Asker, Answer  # noqa: E402

CONNECTIONS = 4
# Times that a request is sent again, as it may be.
MOST_AGAIN = 5
AGAIN = "again"


class Streams(asyncio.Protocol):
    """A connection: a future of (outcome, answer) for each stream that runs. usable: while new ones may begin."""

    def __init__(self):
        self.usable, self._transport, self._came, self._next = False, None, b"", 1
        self._running, self._statuses, self._goaway = {}, {}, False

    def connection_made(self, transport):
        self._transport, self.usable = transport, True
        transport.write(http2.PREFACE + http2.settings((http2.HEADER_TABLE_SIZE, 0), (http2.ENABLE_PUSH, 0)))

    def ask(self, target, future):
        number, self._next = self._next, self._next + 2
        self._running[number] = future
        self._transport.write(http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, number, http2.request(target)))
        return number

    def give_up(self, number):
        if number in self._running:
            self._end(number, "timeout")
            self._transport.write(http2.reset(number))

    def data_received(self, octets):
        self._came += octets
        while len(self._came) >= 9 and len(self._came) >= (whole := 9 + int.from_bytes(self._came[:3], "big")):
            head, payload = self._came[:9], self._came[9:whole]
            self._came = self._came[whole:]
            self._frame(http2.Frame(head[3], head[4], int.from_bytes(head[5:9], "big") & 0x7FFFFFFF, payload))

    def connection_lost(self, why):
        self.usable = False
        for number in list(self._running):
            self._end(number, "reset" if isinstance(why, ConnectionError) else "closed")

    def _frame(self, came):
        if came.kind in (http2.SETTINGS, http2.PING) and not came.flags & http2.ACK:
            self._transport.write(http2.frame(came.kind, http2.ACK, 0, came.payload if came.kind == http2.PING else b""))
        elif came.kind == http2.GOAWAY:
            self._go(came)
        elif came.kind == http2.RST_STREAM:
            refused = http2.code_of(came) == http2.REFUSED_STREAM
            self._end(came.stream, AGAIN if refused else f"RST_STREAM_{http2.name_of(http2.code_of(came))}")
        elif came.kind == http2.HEADERS:
            self._statuses.setdefault(came.stream, http2.status(came.payload))
        elif came.kind == http2.DATA and came.payload:
            self._transport.write(http2.more(0, len(came.payload)))
        if came.kind in (http2.HEADERS, http2.DATA) and came.flags & http2.END_STREAM:
            self._end(came.stream, str(self._statuses.pop(came.stream, None) or "unreadable"))

    def _go(self, came):
        self.usable = False
        last = int.from_bytes(came.payload[:4], "big") & 0x7FFFFFFF
        for number in [number for number in self._running if number > last]:
            self._end(number, AGAIN)

    def _end(self, number, outcome):
        future = self._running.pop(number, None)
        if future and not future.done():
            future.set_result(outcome)
        if not self.usable and not self._running:
            self._transport.close()


class H2Asker(Asker):
    def __init__(self, port, target, out):
        super().__init__(port, target, True, out)
        self._target, self._connections, self._turn = target, [None] * CONNECTIONS, 0
        self._opening = [asyncio.Lock() for _ in range(CONNECTIONS)]

    async def _asked(self):
        for _ in range(MOST_AGAIN):
            try:
                outcome = await self._once()
            except (asyncio.TimeoutError, TimeoutError):
                outcome = "timeout"
            except ConnectionRefusedError:
                outcome = "refused"
            except OSError:
                outcome = "reset"
            if outcome != AGAIN:
                break
        return outcome, Answer()

    async def _once(self):
        loop = asyncio.get_running_loop()
        self._turn = (self._turn + 1) % CONNECTIONS
        streams, future = await self._connection(self._turn), loop.create_future()
        number = streams.ask(self._target, future)
        timer = loop.call_later(PATIENCE_SECONDS, streams.give_up, number)
        try:
            return await future
        finally:
            timer.cancel()

    async def _connection(self, turn):
        async with self._opening[turn]:
            current = self._connections[turn]
            if current is None or not current.usable:
                opened = asyncio.get_running_loop().create_connection(Streams, "127.0.0.1", self._port, ssl=http2.context(), server_hostname="show.test")
                self._connections[turn] = current = (await asyncio.wait_for(opened, PATIENCE_SECONDS))[1]
            return current


def main(port, rate, seconds, target):
    asyncio.run(_run(int(port), float(rate), float(seconds), target))


async def _run(port, rate, seconds, target):
    await H2Asker(port, target, sys.stdout).run(rate, seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
