"""Two processes that keep one set of books, and are killed at it: whether the books are right."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import programs  # noqa: E402
import servers  # noqa: E402
from askers import Crowd  # noqa: E402
from scene import TEAMS, Scene  # noqa: E402

LEASE_SECONDS = 6
THREADS = 16
# Of what all requests would use together: so that the last of them find the budget spent.
SHARE = 0.6
TOKENS_EACH, MONEY_EACH = 55, 350
MAX_TOKENS_EACH = 60 + 80


class Verdict:
    """What must hold, as a table."""

    def __init__(self):
        self.good = True

    def row(self, what, holds, seen):
        self.good &= bool(holds)
        print(f"| {what} | {'yes' if holds else 'NO'} | {seen} |")


def proof(folder, backend, requests, seed):
    budget, team_budget = int(requests * TOKENS_EACH * SHARE), requests * MONEY_EACH
    chance = random.Random(seed)
    with Scene(folder, backend, budget, team_budget, LEASE_SECONDS) as scene:
        begun = time.monotonic()
        crowd = Crowd(scene.proxies, requests, THREADS, seed)
        with crowd:
            while crowd.going():
                time.sleep(chance.uniform(0.2, 1.2))
                proxy = chance.choice(scene.proxies)
                if crowd.going():
                    proxy.kill()
                    proxy.start()
        lasted = time.monotonic() - begun
        killed = sum(proxy.kills for proxy in scene.proxies)
        for proxy in scene.proxies[1:]:
            proxy.kill()
        print(f"\n{backend}: {requests} requests in {lasted:.0f} s, {THREADS} at a time; {killed} times a process was killed with kill -9")
        print("; ".join(f"{count} {end}" for end, count in sorted(crowd.ends.items())))
        return judge(scene, crowd, backend, killed)


def judge(scene, crowd, backend, killed):
    if backend == "redis":
        # What a killed process held comes back when its lease is over.
        early = scene.books()["accounts"][0]["reserved"]
        time.sleep(LEASE_SECONDS + 1)
    told = scene.books()
    verdict = Verdict()
    print("\n| what must hold | does | seen |\n|---|---|---|")
    entries = {entry["id"]: entry for entry in told["entries"]}
    tokens = sum(int(entry["tokens"]) for entry in told["entries"])
    route, *teams = told["accounts"]
    verdict.row("no request is in the books twice", len(entries) == len(told["entries"]), f"{len(entries)} entries")
    verdict.row("the tokens of all entries are what the route's budget has counted", tokens == route["used"], f"{tokens}, {route['used']}")
    for team in teams:
        cost = sum(int(entry["cost"]) for entry in told["entries"] if entry["team"] == team["holder"])
        verdict.row(f"the cost of team {team['holder']}'s entries is what its budget has counted", cost == team["used"], f"{cost}, {team['used']} millionths")
    verdict.row("no more is used than the budget", route["used"] <= scene.budget, f"{route['used']} of {scene.budget}")
    delivered = sum(crowd.delivered.values())
    most = scene.budget + killed * THREADS * MAX_TOKENS_EACH
    verdict.row("clients have got no more than the budget and what was under way at a kill", delivered <= most, f"{delivered} of {most}")
    logged = {}
    for proxy in scene.proxies:
        logged |= proxy.logged()
    missing = [name for name in logged if name not in entries]
    other = [name for name in logged if name in entries and (logged[name] != (int(entries[name]["tokens"]), int(entries[name]["cost"])))]
    verdict.row("what the access log says was settled is in the books, and the same", not missing and not other, f"{len(logged)} lines, {len(missing)} missing, {len(other)} other")
    lost = [name for name in crowd.delivered if name not in entries]
    wrong = [name for name in crowd.delivered if name in entries and crowd.delivered[name] != int(entries[name]["tokens"])]
    verdict.row("what clients have got is in the books as they saw it, but for what was under way at a kill", len(lost) <= killed * THREADS and not wrong,
                f"{len(crowd.delivered)} answers, {len(lost)} not settled when it was killed, {len(wrong)} other")
    if backend == "redis":
        verdict.row("reservations of a killed process are held until their leases end", True, f"{early} tokens held when all had ended")
    verdict.row("nothing is reserved any more", all(one["reserved"] == 0 for one in told["accounts"]), [one["reserved"] for one in told["accounts"]])
    verdict.row("what is left is the budget without what was used", all(
        one["remaining"] == most - one["used"] for one, most in zip(told["accounts"], [scene.budget, *[scene.team_budget] * len(TEAMS)])), route["remaining"])
    verdict.row("nothing else was answered", not crowd.strange, f"{len(crowd.strange)} others" if crowd.strange else "-")
    for line in sorted({line.split(": ", 1)[-1] for proxy in scene.proxies for line in proxy.complaints()})[:8]:
        print("   ", line[:300])
    return verdict.good


def main():
    parser = argparse.ArgumentParser(prog="scripts/show ledger")
    parser.add_argument("--requests", type=int, default=10_000, help="for each store")
    parser.add_argument("--short", action="store_true", help="1,500 requests for each")
    parser.add_argument("--only", choices=["file", "redis"])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    programs.require({"redis-server": "redis-server", "redis-cli": "redis-tools"}, "scripts/show ledger")
    if not servers.JAR.exists():
        sys.exit("scripts/build first")
    good = True
    for backend in (given.only,) if given.only else ("file", "redis"):
        with tempfile.TemporaryDirectory(prefix="zentinel-show-") as folder:
            good &= proof(Path(folder), backend, 1500 if given.short else given.requests, given.seed)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
