"""A client that asks at fixed moments, whatever became of the requests before: a program of its own. What a request has waited for
its turn counts as latency, so that a stall is seen by all requests that it holds up. Arguments: the port, requests a second, seconds, the
target, "kept" connections or "new" ones, one for each request. Writes a line for each request to its output, in the order of their ends:

    DUE MICROSECONDS OUTCOME ORIGIN RETRY-AFTER

DUE: of the monotonic clock, in seconds. OUTCOME: 200 for a good answer, another status, or why there was none: refused, reset (also in the
middle of an answer), closed, timeout, unreadable, crowded (more were open than may be). ORIGIN: the field X-Origin, RETRY-AFTER that field;
- where missing."""

import asyncio
import sys
import time

PATIENCE_SECONDS = 10
# Connections open at once.
MOST_OPEN = 2000
# Octets of an answer.
MOST_OCTETS = 1 << 20


class Answer:
    """One answer as it comes in. Raises ValueError for what is none of HTTP/1.1 with a Content-Length."""

    def __init__(self):
        self._octets, self._whole = b"", None
        self.status, self.fields = None, {}

    def take(self, octets):
        """Whether it is whole."""
        self._octets += octets
        if self._whole is None and (end := self._octets.find(b"\r\n\r\n")) >= 0:
            self._head(self._octets[:end].decode("latin-1").split("\r\n"))
            self._whole = end + 4 + int(self.fields["content-length"])
        if len(self._octets) > (self._whole or MOST_OCTETS):
            raise ValueError("more octets than announced")
        return self._whole == len(self._octets)

    def _head(self, lines):
        version, status = lines[0].split(" ")[:2]
        if not version.startswith("HTTP/1.") or not status.isdigit():
            raise ValueError(lines[0])
        self.status = status
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.fields[name.lower()] = value.strip()
        if "content-length" not in self.fields:
            raise ValueError("no Content-Length")

    def stays(self):
        return self.fields.get("connection", "").lower() != "close"


class Line(asyncio.Protocol):
    """A connection with at most one request on it. ended: called with the outcome, the answer, and whether the connection can be used again."""

    def __init__(self):
        self._answer, self._ended, self._transport, self.alive = None, None, None, False

    def connection_made(self, transport):
        self._transport, self.alive = transport, True

    def ask(self, request, ended):
        self._answer, self._ended = Answer(), ended
        self._transport.write(request)

    def give_up(self):
        self._end("timeout", False)

    def data_received(self, octets):
        if not self._ended:
            self._end("unreadable", False)
            return
        try:
            if self._answer.take(octets):
                self._end(self._answer.status, self._answer.stays())
        except ValueError:
            self._end("unreadable", False)

    def eof_received(self):
        self._end("closed", False)

    def connection_lost(self, why):
        self._end("reset" if isinstance(why, ConnectionError) else "closed", False)

    def _end(self, outcome, stays):
        if not stays:
            self.alive = False
            self._transport.abort()
        ended, self._ended = self._ended, None
        if ended:
            ended(outcome, self._answer)


class Asker:
    def __init__(self, port, target, kept, out):
        closing = "" if kept else "Connection: close\r\n"
        self._request = f"GET {target} HTTP/1.1\r\nHost: show.test\r\n{closing}\r\n".encode()
        self._port, self._kept, self._out = port, kept, out
        self._idle, self._open, self._running = [], 0, set()

    async def run(self, rate, seconds):
        loop, begun = asyncio.get_running_loop(), time.monotonic()
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            if (early := due - time.monotonic()) > 0:
                await asyncio.sleep(early)
            task = loop.create_task(self._one(due))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        while self._running:
            await asyncio.wait(set(self._running))
        for line in self._idle:
            line.give_up()

    async def _one(self, due):
        if self._open >= MOST_OPEN:
            self._tell(due, "crowded", None)
            return
        self._open += 1
        try:
            outcome, answer = await self._asked()
        finally:
            self._open -= 1
        self._tell(due, outcome, answer)

    async def _asked(self):
        loop, ended = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
        try:
            line = self._at_hand() or await asyncio.wait_for(self._connect(loop), PATIENCE_SECONDS)
        except (asyncio.TimeoutError, TimeoutError):
            return "timeout", None
        except ConnectionRefusedError:
            return "refused", None
        except OSError:
            return "reset", None
        timer = loop.call_later(PATIENCE_SECONDS, line.give_up)
        line.ask(self._request, lambda *end: ended.done() or ended.set_result(end))
        outcome, answer = await ended
        timer.cancel()
        if self._kept and line.alive:
            self._idle.append(line)
        elif line.alive:
            line.give_up()
        return outcome, answer

    def _at_hand(self):
        """A kept connection that the proxy has not closed meanwhile."""
        while self._idle:
            line = self._idle.pop()
            if line.alive:
                return line
        return None

    async def _connect(self, loop):
        return (await loop.create_connection(Line, "127.0.0.1", self._port))[1]

    def _tell(self, due, outcome, answer):
        fields = answer.fields if answer else {}
        micros = (time.monotonic() - due) * 1e6
        self._out.write(f"{due:.6f} {micros:.0f} {outcome} {_word(fields, 'x-origin')} {_word(fields, 'retry-after')}\n")


def _word(fields, name):
    return fields.get(name, "").replace(" ", "_") or "-"


def main(port, rate, seconds, target, connections):
    asker = Asker(int(port), target, connections == "kept", sys.stdout)
    asyncio.run(asker.run(float(rate), float(seconds)))


if __name__ == "__main__":
    main(*sys.argv[1:])
