"""Processes that the benchmark starts: their processor time and memory, from /proc, and their end."""

import os
import signal
import subprocess
import time


def tree(root):
    """The process and all its descendants."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            parent = _parent(name)
            if parent is not None:
                children.setdefault(parent, []).append(int(name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def _parent(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            # The name in parentheses may hold spaces and parentheses itself.
            return int(stat.read().rpartition(")")[2].split()[1])
    except OSError:
        return None


def cpu_nanos(pids):
    """User and system time of these processes, ended threads included. Through the kernel's per-process clock
    (CPUCLOCK_SCHED of clock_gettime(2)), as utime and stime of /proc/PID/stat only count in steps of 10 ms."""
    return sum(time.clock_gettime_ns((~pid << 3) | 2) for pid in pids)


def resident_octets(pids):
    """The sum of VmRSS; pages that several processes of a tree share are counted in each."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as status:
            total += next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:")), 0)
    return total


def start(command, folder, **options):
    """Starts a program in the background; its two outputs go to the files out and err in the folder."""
    # Appended, so that the file can be emptied between runs while the program goes on writing.
    with open(f"{folder}/out", "ab") as out, open(f"{folder}/err", "ab") as err:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder, **options)


def stop(process, patience_seconds=10):
    """TERM, then KILL for one that does not end in time."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
