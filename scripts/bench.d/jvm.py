"""A JVM seen from outside, through the JDK's own tools."""

import re
import subprocess


class Jvm:
    def __init__(self, java_home, pid):
        self._bin, self._pid = f"{java_home}/bin", str(pid)

    def collect(self):
        """A full collection, finalised objects included: run twice, as the first may only queue them."""
        for _ in range(2):
            self._ask("GC.run")

    def live_octets(self):
        """Octets of live objects after a full collection (the histogram makes one)."""
        self.collect()
        total = re.search(r"^Total\s+\d+\s+(\d+)", self._ask("GC.class_histogram"), re.MULTILINE)
        return int(total.group(1))

    def heap_octets(self):
        """Used and committed octets of the heap, all generations, garbage included."""
        # "DefNew total 59008K, used 12345K", "PSYoungGen total..." or "garbage-first heap total...", not the
        # lines of the spaces inside a generation and not Metaspace, which have no "total".
        found = re.findall(r"total(?: reserved \d+K, committed)? (\d+)K, used (\d+)K", self._ask("GC.heap_info"))
        return sum(int(used) for _, used in found) * 1024, sum(int(total) for total, _ in found) * 1024

    def collections(self):
        """Collections of any kind since the start."""
        said = subprocess.run([f"{self._bin}/jstat", "-gc", self._pid], capture_output=True, text=True, check=True)
        head, values = (line.split() for line in said.stdout.splitlines()[:2])
        return sum(int(float(values[head.index(kind)])) for kind in ("YGC", "FGC"))

    def _ask(self, *command):
        return subprocess.run([f"{self._bin}/jcmd", self._pid, *command],
                              capture_output=True, text=True, check=True).stdout
