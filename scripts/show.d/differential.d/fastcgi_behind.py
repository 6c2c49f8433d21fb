"""Behind nginx or Apache, over FastCGI: tells what that one understood of a request. One request a connection."""

import asyncio
import hashlib
import os
import struct
import sys

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
SEEN = iter(range(1, 1 << 62))


async def streams(reader):
    """Reads one request: its parameters and its content."""
    said = {PARAMS: b"", STDIN: b""}
    while True:
        _, kind, _, length, padding, _ = struct.unpack(">BBHHBB", await reader.readexactly(8))
        content = (await reader.readexactly(length + padding))[:length]
        if kind in said:
            said[kind] += content
            if kind == STDIN and not content:
                return said[PARAMS], said[STDIN]


def pairs(octets):
    """Name-value pairs (FastCGI 1.0 section 3.4)."""
    at, found = 0, {}
    while at < len(octets):
        sizes = []
        for _ in range(2):
            long = octets[at] & 0x80
            sizes.append(struct.unpack_from(">I", octets, at)[0] & 0x7FFFFFFF if long else octets[at])
            at += 4 if long else 1
        name = octets[at:at + sizes[0]]
        found[name] = octets[at + sizes[0]:at + sum(sizes)]
        at += sum(sizes)
    return found


def told(said, content):
    path = said.get(b"DOCUMENT_URI") or said.get(b"SCRIPT_NAME", b"") + said.get(b"PATH_INFO", b"")
    texts = (said[b"REQUEST_URI"], path, said.get(b"HTTP_HOST", b""))
    return " ".join([said[b"REQUEST_METHOD"].decode("latin-1"), *(text.hex() or "-" for text in texts), str(len(content)),
                     hashlib.sha1(content).hexdigest(), str(next(SEEN))])


async def serve(reader, writer):
    try:
        params, content = await streams(reader)
        said = pairs(params)
        # A client that broke off is no request: the server may have passed on what there was.
        if int(said.get(b"CONTENT_LENGTH") or len(content)) == len(content):
            answer = f"Status: 200 OK\r\nX-Understood: {told(said, content)}\r\nContent-Length: 0\r\n\r\n".encode()
            for kind, octets in (STDOUT, answer), (STDOUT, b""), (END, bytes(8)):
                writer.write(struct.pack(">BBHHBB", 1, kind, 1, len(octets), 0, 0) + octets)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # The server let go of it.
    finally:
        writer.close()


async def main():
    # The server may be another user.
    os.umask(0)
    server = await asyncio.start_unix_server(serve, sys.argv[1])
    await server.serve_forever()


asyncio.run(main())
