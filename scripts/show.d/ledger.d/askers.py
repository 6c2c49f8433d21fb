"""Clients that ask models for words, streaming or not, and often leave before the end."""

import json
import random
import re
import socket
import threading

from scene import KEYS, secret

PATIENCE_SECONDS = 30
ABORTING = 0.2
WORDS = "the quick brown fox jumps over the lazy dog and runs away from it all until the night falls".split()


class Crowd:
    """So many requests, shared by threads; each is one connection."""

    def __init__(self, proxies, requests, threads, seed):
        self.proxies, self.left, self.seed = proxies, requests, seed
        self.lock = threading.Lock()
        # How requests ended; what was delivered in full, in tokens by id; answers that should not be.
        self.ends, self.delivered, self.strange = {}, {}, []
        self.threads = [threading.Thread(target=self.run, args=(number,), daemon=True) for number in range(threads)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *ignored):
        for thread in self.threads:
            thread.join()

    def going(self):
        return any(thread.is_alive() for thread in self.threads)

    def run(self, number):
        chance = random.Random(self.seed * 1000 + number)
        while True:
            with self.lock:
                if self.left == 0:
                    return
                self.left -= 1
                name = f"r{self.left}"
            self.ask(chance, name)

    def ask(self, chance, name):
        key = chance.choice(sorted(KEYS))
        stream = chance.random() < 0.5
        leaves = chance.randrange(0, 4000) if chance.random() < ABORTING else None
        content = {"model": "gpt-4o", "max_tokens": chance.randrange(5, 60),
                   "messages": [{"role": "user", "content": " ".join(chance.choices(WORDS, k=chance.randrange(1, 40)))}]}
        if stream:
            content |= {"stream": True, "stream_options": {"include_usage": True}}
        octets = json.dumps(content).encode()
        head = (f"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {secret(key)}\r\n"
                f"X-Request-Id: {name}\r\nContent-Type: application/json\r\nContent-Length: {len(octets)}\r\n\r\n").encode()
        try:
            with self.connected(chance) as connection:
                connection.sendall(head + octets)
                answer = receive(connection, leaves)
        except OSError:
            self.note("broken by a kill", name)
            return
        self.sort(name, answer, stream)

    def connected(self, chance):
        """To one of them, or to the other where that one is dead."""
        first = chance.randrange(len(self.proxies))
        try:
            return socket.create_connection(("127.0.0.1", self.proxies[first].port), PATIENCE_SECONDS)
        except ConnectionRefusedError:
            return socket.create_connection(("127.0.0.1", self.proxies[1 - first].port), PATIENCE_SECONDS)

    def sort(self, name, answer, stream):
        if answer is None:
            self.note("left by the client", name)
            return
        status = re.match(rb"HTTP/1.1 (\d+)", answer)
        usage = re.findall(rb'"usage":\{"prompt_tokens":(\d+),"completion_tokens":(\d+)', answer)
        if status is None or (status[1] == b"200" and not usage) or (stream and status[1] == b"200" and b"[DONE]" not in answer):
            self.note("broken by a kill", name)
        elif status[1] == b"200":
            with self.lock:
                self.delivered[name] = sum(map(int, usage[-1]))
            self.note("answered, streaming" if stream else "answered", name)
        elif status[1] == b"429":
            self.note("over the budget", name)
        else:
            with self.lock:
                self.strange.append(answer[:600])
            self.note(f"status {status[1].decode()}", name)

    def note(self, end, name):
        with self.lock:
            self.ends[end] = self.ends.get(end, 0) + 1


def receive(connection, leaves):
    """All octets; None where the client left before the end."""
    all_octets = bytearray()
    while leaves is None or len(all_octets) < leaves:
        piece = connection.recv(65536 if leaves is None else max(1, min(65536, leaves - len(all_octets))))
        if not piece:
            return bytes(all_octets)
        all_octets += piece
    return None
