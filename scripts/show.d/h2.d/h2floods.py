"""Hostile clients and hostile origins over HTTP/2, one attack after the other, and a bystander beside each. Ends with 1 where memory grew by
more than 32 MiB, the bystander's p99 passed twice its quiet value, one of his requests had no answer, or an origin's nonsense was served."""

import argparse
import json
import subprocess
import sys
import time

import scene
import stage
from attacks import ATTACKS
from origins import MODES

import processes
from load import Load, LoadFailed
from ratios import median

MIB = 2**20
# The bars.
MOST_SLOWER, MOST_MIB = 2.0, 32
RATE = 300
# What an origin may keep us waiting for; as short as a row of the table should be.
CURL_PATIENCE = 20
PATIENCE = "timeouts { read-secs 2; write-secs 2; connect-secs 2; }"


class Bystander:
    """Asks for a short file over HTTP/2 and TLS, a few hundred times a second on eight connections that he keeps."""

    def __init__(self, stand, front, given):
        self._folder, self._port, self._given = str(stand.folder), front.secure, given

    def ask(self):
        """p99 in microseconds, the median of a few windows and the worst of them; and how many requests had no good answer."""
        p99s, missed = [], 0
        for _ in range(self._given.windows):
            load = Load("/1k.bin", 1024, 8, int(RATE * self._given.seconds), RATE, secure=True, streams=1)
            try:
                answers = load.send(self._port, self._folder)
                p99s.append(answers.p99_us)
                missed += load.requests - answers.ok
            except LoadFailed as failure:
                print(f"the bystander: {failure}", file=sys.stderr)
                p99s.append(float("inf"))
                missed += load.requests
        return median(p99s), max(p99s), missed


class Memory:
    """Of the front, against what it was when this was made: live heap where there is one, resident octets."""

    def __init__(self, front):
        self._front = front
        self._before = self._now()

    def grown(self):
        """MiB of live heap, None where there is no JVM, and of resident memory."""
        heap, resident = self._now()
        return None if heap is None else (heap - self._before[0]) / MIB, (resident - self._before[1]) / MIB

    def _now(self):
        return self._front.jvm and self._front.jvm.live_octets(), processes.resident_octets(self._front.server.pids())


class Table:
    """Judges each row by the bystander and by memory, and prints it."""

    def __init__(self, first, bystander, front):
        self._bystander, self._memory, self._front = bystander, Memory(front), front
        self._quiet, self.bad = bystander.ask()[0], 0
        print(f"\n{front.name}; the bystander's p99 while it is quiet: {self._quiet:.0f} us\n")
        columns = [*first, "p99 of quiet", "in the worst window", "the same, attack elsewhere", "unanswered", "heap MiB", "RSS MiB", ""]
        print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")

    def row(self, during, good=lambda cells: True, elsewhere=None):
        """during: called once the bystander has asked; ends the attack and gives the first cells. elsewhere: begins the
        same attack at another proxy of the machine, for what that costs the bystander where the bar was missed."""
        p99, worst, missed = self._bystander.ask()
        heap, resident = self._memory.grown()
        cells = during()
        slower, control = p99 / self._quiet, ""
        if slower > MOST_SLOWER and elsewhere:
            other = elsewhere()
            control = f"{self._bystander.ask()[0] / self._quiet:.2f}"
            fate(other)
        fine = good(cells) and missed == 0 and slower <= MOST_SLOWER and (heap is None or heap <= MOST_MIB) and self._front.server.alive()
        self.bad += not fine
        memory = "" if heap is None else f"{heap:.1f}"
        print(f"| {' | '.join(cells)} | {slower:.2f} | {worst / self._quiet:.2f} | {control} | {missed} | {memory} | {resident:.0f} | {'' if fine else 'MISSED'} |", flush=True)


def start(name, port, given):
    seconds = given.windows * given.seconds + 4
    return subprocess.Popen([sys.executable, "-B", str(scene.HERE / "hostile.py"), name, str(port), str(seconds), str(given.connections)],
                            stdout=subprocess.PIPE, text=True)


def fate(attack):
    told = json.loads(attack.communicate(timeout=90)[0])
    if list(told["ends"]) and all(end.startswith("no connection") for end in told["ends"]):
        return f"0 were made: {', '.join(told['ends'])}", "", "0"
    ends = "; ".join(f"{count} x {end} after {frames:.0f} frames, {seconds:.2f} s" for end, (count, frames, seconds) in list(told["ends"].items())[:3])
    resets = ", ".join(f"{count} x {code}" for code, count in told["resets"].items())
    return ends, resets, str(told["frames"])


def clients(bystander, front, other, names, given):
    table = Table(["attack", "connections", "RST_STREAM", "frames in all"], bystander, front)
    for name in names:
        attack = start(name, front.secure, given)
        # Until it stands.
        time.sleep(0.5)
        table.row(lambda: (name, *fate(attack)), lambda cells: not cells[1].startswith("0 "), lambda: start(name, other.secure, given))
    return table.bad


class HostileOrigins:
    def __init__(self, names):
        self._process = subprocess.Popen([sys.executable, "-B", str(scene.HERE / "origins.py"), *names],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = json.loads(self._process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()

    def told(self, name):
        """What became of the connections of this one."""
        self._process.stdin.write(name + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


class Asked:
    """A few requests to a hostile origin at once, by curl."""

    def __init__(self, stand, front, path, content):
        command = ["curl", "--silent", "--http2", "--max-time", str(CURL_PATIENCE), "--cacert", str(stand.authority.certificate),
                   "--resolve", f"show.test:{front.secure}:127.0.0.1", "--output", "/dev/null", "--write-out", "%{http_code} %{time_total}",
                   *(["--data-binary", f"@{content}"] if content else []), f"https://show.test:{front.secure}{path}"]
        self._curls = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    def told(self):
        """What they got, the commonest first, and after how many seconds the last of them was through. An answer that
        ends before it is whole is broken."""
        got, took = [], []
        for curl in self._curls:
            status, seconds = curl.communicate()[0].split()
            took.append(float(seconds))
            got.append({0: status, 28: f"nothing after {CURL_PATIENCE} s"}.get(curl.returncode, f"broken, curl {curl.returncode}"))
        counted = sorted({one: got.count(one) for one in got}.items(), key=lambda one: -one[1])
        return "; ".join(f"{count} x {one}" for one, count in counted), f"{max(took):.1f}"


def origins(stand, bystander, front, names, hostile):
    table = Table(["what the origin does", "the client got", "after s", "the origin's connections"], bystander, front)
    upload = stand.folder / "upload"
    upload.write_bytes(bytes(1 << 20))
    for number, name in enumerate(names):
        asked = Asked(stand, front, f"/hostile-{number}/x", upload if MODES[name].upload else None)
        table.row(lambda: (name, *asked.told(), hostile.told(name)), lambda cells: MODES[name].right(cells[1]))
    return table.bad


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show h2floods", description=__doc__)
    words.add_argument("--at", choices=scene.FRONTS, default="ours", help="whom the clients attack (default: %(default)s)")
    words.add_argument("--only", help="attacks or modes whose names hold this")
    words.add_argument("--side", choices=("clients", "origins", "both"), default="both", help="who is hostile (default: %(default)s)")
    words.add_argument("--connections", type=int, default=4, help="of one attack at once (%(default)s)")
    words.add_argument("--windows", type=int, default=3, help="windows that a p99 is the median of (%(default)s)")
    words.add_argument("--seconds", type=float, default=2, help="length of one (%(default)s)")
    return words.parse_args()


def main():
    given = arguments()
    chosen = lambda all_of: [name for name in all_of if given.only is None or given.only in name]
    attacks = chosen(ATTACKS) if given.side != "origins" else []
    modes = chosen(MODES) if given.side != "clients" and given.at == "ours" else []
    with stage.standing("h2floods", h2load="nghttp2-client", curl="curl", nghttpx="nghttp2-proxy") as stand, HostileOrigins(modes) as hostile:
        (stand.folder / "origin/files/10m.bin").write_bytes(bytes(10 << 20))
        upstream = f"http-version {{ min-version 2; }}; {PATIENCE}"
        routes = {f"/hostile-{number}/": (hostile.ports[name], upstream, "") for number, name in enumerate(modes)}
        identity = stand.authority.server("show.test")
        front = scene.FRONTS[given.at](stand, identity, routes)
        other = scene.nghttpx(stand, identity, {}) if given.at != "nghttpx" else scene.nginx(stand, identity, {})
        bystander = Bystander(stand, front, given)
        # Warm, as a server is that is attacked.
        Load("/1k.bin", 1024, 10, 60000, secure=True, streams=50).send(front.secure, str(stand.folder))
        bystander.ask()
        bad = clients(bystander, front, other, attacks, given) if attacks else 0
        bad += origins(stand, bystander, front, modes, hostile) if modes else 0
    if bad:
        sys.exit(f"{bad} rows missed the bar: a bystander's p99 at most {MOST_SLOWER:.0f} times its quiet value and all of his requests "
                 f"answered, live heap grown by at most {MOST_MIB} MiB, no nonsense of an origin served")


if __name__ == "__main__":
    main()
