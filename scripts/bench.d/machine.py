"""The machine: what it is, and whether others are using it while we measure."""

import os
import platform
import re
import resource
import subprocess
import time


def cores():
    return len(os.sched_getaffinity(0))


def raise_file_limit():
    """As many descriptors as we may have; what we start inherits them. Returns the limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def facts(java):
    """Lines for the report. Neither host name nor kernel build name: they say where, not what."""
    processor = _first("/proc/cpuinfo", r"model name.*: (.*)") or platform.machine()
    memory = int(_first("/proc/meminfo", r"MemTotal: *([0-9]+)")) // 2**20
    system = _first("/etc/os-release", r'PRETTY_NAME="?([^"\n]*)')
    kernel = ".".join(platform.release().split(".")[:2])
    return [
        f"{cores()} cores ({processor}), {memory} GB memory, loopback only",
        f"{system}, Linux {kernel}",
        ", ".join([_version("Java", r'version "([^"]*)', java, "-version"), _version("nginx", r"nginx/(.*)", "nginx", "-v"),
                   _version("HAProxy", r"version ([0-9.]*)", "haproxy", "-v"),
                   _version("Apache", r"Apache/([0-9.]*)", "apache2", "-v"), _version("nghttp2 (h2load, nghttpx, nghttpd)", r"nghttp2/(.*)", "h2load", "--version")]),
    ]


def _first(path, pattern):
    with open(path) as text:
        found = re.search(pattern, text.read())
    return found.group(1).strip() if found else ""


def _version(name, pattern, *command):
    said = subprocess.run(command, capture_output=True, text=True)
    found = re.search(pattern, said.stdout + said.stderr)
    return f"{name} {found.group(1).strip() if found else '(version unknown)'}"


class Window:
    """A stretch of time in which only our own programs should run."""

    def __init__(self):
        self._busy, self._stolen = _ticks()
        self._own = _own_seconds()
        self._started = time.monotonic()

    def close(self, servers_seconds):
        """The share of the machine (0 to 1) that went to others: programs that are neither ours nor among the
        servers, whose processor seconds in the window are given, and time stolen by the hypervisor."""
        busy, stolen = _ticks()
        capacity = (time.monotonic() - self._started) * cores()
        known = servers_seconds + _own_seconds() - self._own
        return max(0.0, (busy - self._busy - known + stolen - self._stolen) / capacity)


def _ticks():
    """Busy and stolen seconds of all cores since boot."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, softirq, steal = (int(n) for n in stat.readline().split()[1:9])
    per_second = os.sysconf("SC_CLK_TCK")
    return (user + nice + system + irq + softirq) / per_second, steal / per_second


def _own_seconds():
    """Our own processor time and that of load generators that have ended."""
    return sum(u.ru_utime + u.ru_stime
               for u in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)))
