"""Where the origins stand: each in a network namespace of its own behind a pair of virtual interfaces, or, where that is not
permitted, at an address of the loopback network. Nothing of it outlives the program: the namespaces have no names, the program itself
runs in one of them, and interfaces and nft rules go with the last process inside."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

# Set in the program that runs inside.
INSIDE = "ZENTINEL_SHOW_NAMESPACE"
# Addresses for tests of network devices, RFC 2544.
NETWORK = "198.18"


class NotPermitted(Exception):
    """The kernel does not let us do that; the text holds its words."""


def enter():
    """Runs this program once more, in a network namespace of its own, if that may be. Returns where it does, and where it may not."""
    if os.environ.get(INSIDE) is None and permitted():
        command = ["unshare", "--net", "--", sys.executable, "-B", *sys.argv]
        os.execvpe(command[0], command, {**os.environ, INSIDE: "1"})


def permitted():
    """Whether namespaces, virtual interfaces and nft may be had here."""
    if os.geteuid() != 0 or not all(shutil.which(program) for program in ("unshare", "nsenter", "ip", "nft")):
        return False
    trial = "ip link set lo up && ip link add name trial0 type veth peer name trial1 && nft add table inet trial"
    return subprocess.run(["unshare", "--net", "--", "sh", "-c", trial], capture_output=True).returncode == 0


@dataclass(frozen=True)
class Place:
    """Where one origin listens. prefix: what a command begins with that runs there."""
    address: str
    prefix: tuple = ()


class Ground:
    """Makes places, at most 200 of them, and takes them away when it is left."""

    def __init__(self):
        self.apart = os.environ.get(INSIDE) is not None
        self._holders = []
        self._places = 0

    def __enter__(self):
        if self.apart:
            _run("ip", "link", "set", "lo", "up")
        return self

    def __exit__(self, *_):
        for number, holder in enumerate(self._holders, 1):
            # At once, as the kernel takes its time with a namespace; the next one wants the same name.
            subprocess.run(["ip", "link", "delete", _name(number)], capture_output=True)
            holder.kill()
            holder.wait()

    def told(self):
        if self.apart:
            return "Origins stand in network namespaces of their own; loss is made by nft."
        return "Network namespaces are not permitted here: origins stand at loopback addresses, and loss is made by a relay that holds octets back."

    def place(self):
        self._places += 1
        if not self.apart:
            return Place(f"127.0.3.{self._places}")
        # Holds the namespace until something else runs in it, and as long as it may be asked for.
        holder = subprocess.Popen(["unshare", "--net", "--", "sh", "-c", "echo; exec sleep infinity"], stdout=subprocess.PIPE)
        self._holders.append(holder)
        holder.stdout.readline()
        place = Place(f"{NETWORK}.{self._places}.2", ("nsenter", f"--net=/proc/{holder.pid}/ns/net", "--"))
        self._connect(place, holder.pid, _name(self._places))
        return place

    def _connect(self, place, pid, name):
        near = place.address[:-1] + "1"
        _run("ip", "link", "add", "name", name, "type", "veth", "peer", "name", "near", "netns", str(pid))
        _run("ip", "address", "add", f"{near}/30", "dev", name)
        _run("ip", "link", "set", name, "up")
        _run(*place.prefix, "ip", "address", "add", f"{place.address}/30", "dev", "near")
        _run(*place.prefix, "ip", "link", "set", "near", "up")
        _run(*place.prefix, "ip", "link", "set", "lo", "up")


class Loss:
    """This share of all packets to and from a place, in percent, is dropped by its firewall, until the end of the block."""

    def __init__(self, place, percent):
        self._place, self._percent = place, percent

    def __enter__(self):
        hooks = "\n".join(f"chain {hook} {{ type filter hook {hook} priority 0; numgen random mod 100 < {self._percent} drop; }}"
                          for hook in ("input", "output"))
        _run(*self._place.prefix, "nft", "-f", "-", given=f"table inet loss {{\n{hooks}\n}}\n")
        return self

    def __exit__(self, *_):
        _run(*self._place.prefix, "nft", "delete", "table", "inet", "loss")


def _name(number):
    return f"origin{number}"


def _run(*command, given=None):
    ran = subprocess.run(command, input=given, capture_output=True, text=True)
    if ran.returncode:
        raise NotPermitted(f"{' '.join(command)}: {ran.stderr.strip()[-200:]}")
