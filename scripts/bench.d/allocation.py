"""Heap octets allocated per proxied GET: the growth of the heap over an exact number of requests in a JVM whose young
generation is so large that no collection falls between. Allocation by virtual threads is in no thread's own counter."""

from dataclasses import dataclass

import counted
import rounds
from findings import Finding, Section
from jvm import Jvm
from load import Load

# Buffers that threads allocate from count as used when handed out: small ones of fixed size keep that error (their size
# times the number of threads) below ten octets a request.
OPTIONS = ("-Xms1400m", "-Xmx1400m", "-Xmn1200m", "-XX:TLABSize=32k", "-XX:-ResizeTLAB")


@dataclass(frozen=True)
class Allocation:
    title: str
    target: str
    octets: int
    connections: int
    limit: object

    def measure(self, name, bench):
        section = Section(name, self.title, ["heap octets/request"])
        load = Load(self.target, self.octets, self.connections, bench.allocation_requests)
        for contestant in [c for c in bench.names if bench.is_java(c)]:
            octets, section.void = self._of(contestant, bench, load)
            if section.void:
                break
            section.figures[contestant] = [f"{octets:.0f}"]
            if contestant == "ours":
                section.findings.append(Finding("allocated per proxied GET", octets, self.limit, " octets"))
        section.notes.append(f"{load.requests} requests in a JVM with {' '.join(OPTIONS)}")
        return section

    def _of(self, contestant, bench, load):
        with bench.fresh(contestant, bench.origin.port, OPTIONS) as proxy:
            rounds.warm([proxy], bench.origin, load, bench.warm_seconds(fresh=True))
            jvm = Jvm(bench.java_home, proxy.process.pid)
            jvm.collect()
            collections, before = jvm.collections(), jvm.heap_octets()[0]
            sample = counted.run(proxy, bench.origin, load)
            after, later = jvm.heap_octets()[0], jvm.collections()
            if later != collections:
                return 0, f"{contestant}: a collection ran between the two looks at the heap"
            return (after - before) / load.requests, sample.void
