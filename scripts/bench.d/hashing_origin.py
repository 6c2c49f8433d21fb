"""An origin for large bodies: GET /1g.bin sends a gigabyte, PUT takes any body; both know the SHA-256 of what passed.
Argument: the loopback port. Run by gigabyte.py as a process of its own."""

import hashlib
import http.server
import sys

BLOCK = bytes(i * i % 251 for i in range(1 << 20))
BLOCKS = 1024


def gigabyte():
    """Blocks that all differ, so that one lost, doubled or moved changes the checksum."""
    for number in range(BLOCKS):
        yield number.to_bytes(8, "big") + BLOCK[8:]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer(len(BLOCK) * BLOCKS, gigabyte())

    def do_PUT(self):
        left, seen = int(self.headers["Content-Length"]), hashlib.sha256()
        while left:
            block = self.rfile.read(min(left, 1 << 20))
            if not block:
                self.close_connection = True
                return
            seen.update(block)
            left -= len(block)
        digest = seen.hexdigest().encode()
        self._answer(len(digest), [digest])

    def _answer(self, length, blocks):
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        for block in blocks:
            self.wfile.write(block)

    def log_message(self, *arguments):
        """Silent: what counts is what arrives."""


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
