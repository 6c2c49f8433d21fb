"""Clients that ask at a steady pace over kept connections and note how long each answer took."""

import http.client
import threading
import time


class Asker(threading.Thread):
    def __init__(self, port, per_second):
        super().__init__(daemon=True)
        self.port, self.pause = port, 1 / per_second
        self.seen, self.failures, self.over = [], [], threading.Event()
        self.start()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        due = time.monotonic()
        while not self.over.is_set():
            due += self.pause
            time.sleep(max(0, due - time.monotonic()))
            begun = time.monotonic()
            try:
                connection.request("GET", "/asked")
                answer = connection.getresponse()
                answer.read()
                self.seen.append((begun, time.monotonic() - begun, answer.status))
            except OSError as error:
                self.failures.append(repr(error))
                connection.close()
            # Not asked again at once what could not be asked in time.
            due = max(due, time.monotonic() - self.pause)

    def stop(self):
        self.over.set()
        self.join()
