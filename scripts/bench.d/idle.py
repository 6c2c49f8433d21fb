"""What an idle keep-alive connection holds: live heap after a full collection, and resident memory."""

import socket
import ssl
from dataclasses import dataclass

import http2
import machine
import processes
from findings import Finding, Section
from jvm import Jvm
from load import Load
import rounds


_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_TLS.minimum_version = ssl.TLSVersion.TLSv1_3
_TLS.check_hostname, _TLS.verify_mode = False, ssl.CERT_NONE


@dataclass(frozen=True)
class IdleConnections:
    title: str
    target: str
    octets: int
    wanted: int
    limit: object
    secure: bool = False
    # Of HTTP/2 on a connection at once, in the warm-up; 0: HTTP/1.1.
    streams: int = 0

    def measure(self, name, bench):
        count = min(self.wanted, (machine.raise_file_limit() - 500) // 2)
        section = Section(name, self.title, ["live heap octets/connection", "RSS octets/connection"])
        if count < self.wanted:
            section.notes.append(f"only {count} connections: the limit of open files allows no more")
        for contestant in [c for c in bench.names if c != "floor"]:
            with bench.fresh(contestant, bench.origin.port, secure=self.secure) as proxy:
                heap, resident, section.void = self._of(proxy, bench, count)
            if section.void:
                break
            section.figures[contestant] = ["" if heap is None else f"{heap:.0f}", f"{resident:.0f}"]
            if contestant == "ours":
                section.findings.append(Finding("live heap per idle connection", heap, self.limit, " octets"))
        section.notes.append(f"{count} connections, each after one GET; the difference to the same process after a "
                             "warm-up whose connections are closed; then each served another GET")
        return section

    def _of(self, proxy, bench, count):
        rounds.warm([proxy], bench.origin, self._warm_up(), min(3, bench.warm_seconds(fresh=True)))
        jvm = Jvm(bench.java_home, proxy.process.pid) if bench.is_java(proxy.name) else None
        heap, resident = _memory(jvm, proxy)
        connections = []
        try:
            for _ in range(count):
                connections.append(self._connect(proxy.port))
                self._get(connections[-1])
            more_heap, more_resident = _memory(jvm, proxy)
            for connection in connections:
                self._get(connection)
        except OSError as failure:
            return None, 0, f"{proxy.name}: connection {len(connections)} of {count}: {failure}"
        finally:
            for connection in connections:
                connection.close()
        return jvm and (more_heap - heap) / count, (more_resident - resident) / count, None

    def _warm_up(self):
        # As many requests at once, on fewer connections where each has many.
        return Load(self.target, self.octets, 64 // max(1, self.streams), 0, secure=self.secure, streams=self.streams)

    def _connect(self, port):
        if self.streams:
            return http2.Connection(port, self.secure)
        connection = socket.create_connection(("127.0.0.1", port), 10)
        return _TLS.wrap_socket(connection) if self.secure else connection

    def _get(self, connection):
        if self.streams:
            code, content = connection.get(self.target)
            if code != 200 or len(content) != self.octets:
                raise ConnectionError(f"status {code}, {len(content)} octets")
            return
        connection.sendall(f"GET {self.target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = b""
        while (head := answer.find(b"\r\n\r\n")) < 0 or len(answer) < head + 4 + self.octets:
            octets = connection.recv(65536)
            if not octets:
                raise ConnectionError("closed by the proxy")
            answer += octets
        if not answer.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(answer[:40].decode("latin-1"))


def _memory(jvm, proxy):
    """Live octets of the heap (None without a JVM) and resident octets of the process tree."""
    return jvm and jvm.live_octets(), processes.resident_octets(proxy.pids())
