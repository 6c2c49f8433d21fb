"""Two processes of the proxy that keep one set of books, in front of the demo model; either can be killed and comes back."""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))
sys.path.insert(0, str(HERE.parent / "limits.d"))

import processes  # noqa: E402
import servers  # noqa: E402
from stores import Store  # noqa: E402
from templates import fill  # noqa: E402

PATIENCE_SECONDS = 60
APP = servers.JAR.parent
TEAMS = ("red", "blue")
KEYS = {f"{team}-{number}": team for team in TEAMS for number in range(3)}

PROXY = """listeners {
    listener "main" { address "127.0.0.1:@PORT@"; trusted-proxies "127.0.0.1"; }
}
inference {
    keys-file "@FOLDER@/keys.kdl"
    ledger {
        @LEDGER@
    }
}
routes {
    route "chat" {
        matches { path-prefix "/v1/"; }
        upstream "model"
        inference {
            provider "openai"
            budget { period "monthly"; limit @BUDGET@; key "route"; }
            cost-attribution { pricing { model "*" { input-cost-per-million 2.5; output-cost-per-million 10; }; }; }
        }
    }
}
upstreams {
    upstream "model" { target "127.0.0.1:@MODEL@"; }
}
limits { max-connections-per-client 0; }
observability {
    metrics { address "127.0.0.1:@ADMIN@"; }
    access-log { file "@HOME@/access.log"; }
}
"""


def secret(key):
    return f"a-key-that-nobody-guesses-{key}"


def keys_file(team_budget):
    """Each team has its budget of money, in millionths."""
    parts = [f'team "{team}" {{ budget {{ period "monthly"; limit-cost {team_budget / 1e6:.6f}; }}; }}' for team in TEAMS]
    parts += [f'key "{key}" {{ hash "sha256:{hashlib.sha256(secret(key).encode()).hexdigest()}"; team "{team}"; }}' for key, team in KEYS.items()]
    return "\n".join(parts) + "\n"


def java(*words):
    return [f"{os.environ['JAVA_HOME']}/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "--enable-native-access=ALL-UNNAMED",
            "-cp", f"{APP}/lib/*:{servers.JAR}", *map(str, words)]


class Redis(Store):
    """It writes down all that it is told before it answers; the proof kills proxies and not this."""

    def command(self):
        return ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self.folder), "--bind", "127.0.0.1"]

    def cli(self, *words):
        return subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True, check=True).stdout


def awaited(process, folder, word, times=1):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while ((Path(folder) / "out").read_text() + (Path(folder) / "err").read_text()).count(word) < times:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{folder} did not start: {(Path(folder) / 'err').read_text()[-600:]}")
        time.sleep(0.01)


class Proxy:
    def __init__(self, home, values):
        self.home = home
        home.mkdir()
        self.port, self.admin = servers.free_port(), servers.free_port()
        self.config = home / "zentinel.kdl"
        self.config.write_text(fill(PROXY, **values, PORT=self.port, ADMIN=self.admin, HOME=home))
        self.kills = 0
        self.start()

    def start(self):
        command = [f"{os.environ['JAVA_HOME']}/bin/java", f"@{servers.JVM_OPTIONS}", "-jar", str(servers.JAR), "run", "--config", str(self.config)]
        self.process = processes.start(command, self.home)
        awaited(self.process, self.home, " ready ", self.kills + 1)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def complaints(self):
        """Warnings and errors, but that budgets are nearly used up."""
        return [line for line in (self.home / "err").read_text().splitlines() if ("WARN" in line or "ERROR" in line) and "percent" not in line]

    def logged(self):
        """What its log says was charged, by the ids of requests; a line that is torn by a kill says nothing."""
        found = {}
        for line in (self.home / "access.log").read_text(errors="replace").splitlines():
            try:
                one = json.loads(line)
            except ValueError:
                continue
            if "usage_source" in one:
                found[one["request_id"]] = (one["input_tokens"] + one["output_tokens"], one["cost_micros"])
        return found


class Scene:
    """All of it; ends with the block."""

    def __init__(self, folder, backend, budget, team_budget, lease):
        self.folder, self.budget, self.team_budget, self.lease = Path(folder), budget, team_budget, lease
        (self.folder / "keys.kdl").write_text(keys_file(team_budget))
        self.redis = Redis(self.folder / "redis") if backend == "redis" else None
        self.proxies, self.model = [], None
        try:
            home, port = self.folder / "model", servers.free_port()
            home.mkdir()
            self.model = processes.start(java(HERE / "Model.java", port), home)
            awaited(self.model, home, "ready")
            ledger = f'backend "redis"; redis-url "redis://127.0.0.1:{self.redis.port}"; lease-secs {lease}' if self.redis else (
                f'backend "file"; folder "{self.folder}/books"; lease-secs {lease}')
            values = {"FOLDER": self.folder, "LEDGER": ledger, "BUDGET": budget, "MODEL": port}
            for number in range(2):
                self.proxies.append(Proxy(self.folder / f"proxy-{number}", values))
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()

    def close(self):
        for proxy in self.proxies:
            processes.stop(proxy.process)
        for process in [self.model] if self.model else []:
            processes.stop(process)
        if self.redis:
            self.redis.close()

    def books(self):
        """Accounts by limit and holder, entries, and how many reservations were given back by who looks."""
        accounts = [f"route:chat/budget-monthly-tokens=TOKENS={self.budget}=",
                    *(f"team:{team}/budget-monthly-cost=MONEY={self.team_budget}={team}" for team in TEAMS)]
        place = f"redis:{self.redis.port}" if self.redis else self.folder / "books"
        said = subprocess.run(java(HERE / "Books.java", place, self.lease, *accounts), capture_output=True, text=True, check=False)
        if said.returncode:
            sys.exit(said.stderr)
        told = json.loads(said.stdout)
        if self.redis:
            told["entries"] = self.stream()
        return told

    def stream(self):
        lines = self.redis.cli("--json", "XRANGE", "zentinel:{ledger}:entries", "-", "+")
        entries = [dict(zip(fields[::2], fields[1::2])) for _, fields in json.loads(lines)]
        return [{**entry, "id": entry["request"], "tokens": int(entry["input"]) + int(entry["output"])} for entry in entries]
