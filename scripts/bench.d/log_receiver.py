"""Where HAProxy's access log goes: a thread that takes lines over TCP and appends them to a file."""

import socket
import threading


class LogReceiver:
    """Listens from the start; one connection at a time, as HAProxy's ring opens one and keeps it."""

    def __init__(self, path):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        # A daemon: it ends with the benchmark, whose processor time it is part of.
        threading.Thread(target=self._serve, args=(path,), daemon=True).start()

    def _serve(self, path):
        with open(path, "ab", buffering=0) as log:
            while True:
                connection, _ = self._listener.accept()
                with connection:
                    while lines := connection.recv(1 << 18):
                        log.write(lines)
