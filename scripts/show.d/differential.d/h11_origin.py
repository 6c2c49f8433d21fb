"""h11 tells what it understood of a request: method, target, path, host, length and SHA-1 of the content, requests so far."""

import asyncio
import hashlib
import sys

import h11

SEEN = iter(range(1, 1 << 62))


def told(request, content):
    hosts = [value for name, value in request.headers if name == b"host"]
    parts = [request.method.decode("latin-1"), request.target.hex() or "-", "-", b",".join(hosts).hex() or "-",
             str(len(content)), hashlib.sha1(content).hexdigest(), str(next(SEEN))]
    return " ".join(parts)


class Connection(asyncio.Protocol):
    """One connection; requests one after the other."""

    def connection_made(self, transport):
        self.transport, self.parser = transport, h11.Connection(h11.SERVER)
        self.request, self.content = None, bytearray()

    def data_received(self, data):
        self.parser.receive_data(data)
        try:
            self._read()
        except h11.RemoteProtocolError as error:
            text = f"HTTP/1.1 {error.error_status_hint} Refused\r\nServer: h11\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            self.transport.write(text.encode())
            self.transport.close()

    def _read(self):
        while True:
            event = self.parser.next_event()
            if event in (h11.NEED_DATA, h11.PAUSED):
                if self.parser.they_are_waiting_for_100_continue:
                    self._send(h11.InformationalResponse(status_code=100, headers=[]))
                return
            if isinstance(event, h11.Request):
                self.request, self.content = event, bytearray()
            elif isinstance(event, h11.Data):
                self.content += event.data
            elif isinstance(event, h11.EndOfMessage):
                self._answer()
            elif isinstance(event, h11.ConnectionClosed):
                self.transport.close()
                return

    def _answer(self):
        fields = [("X-Understood", told(self.request, bytes(self.content))), ("Server", "h11"), ("Content-Length", "0")]
        self._send(h11.Response(status_code=200, headers=fields))
        self._send(h11.EndOfMessage())
        if self.parser.our_state is h11.MUST_CLOSE:
            self.transport.close()
        else:
            self.parser.start_next_cycle()

    def _send(self, event):
        self.transport.write(self.parser.send(event))


async def main():
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(main())
