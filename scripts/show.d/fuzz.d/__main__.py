"""The proof `fuzz`: builds the fuzz tests and lets Jazzer look for inputs that break them, one target after the other."""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

import targets  # noqa: E402
from campaign import Campaign  # noqa: E402

LINE = "{:24} {:>8} {:>12} {:>10} {:>9} {:>9} {:>7} {:>9}"


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show fuzz", description=__doc__)
    words.add_argument("--seconds", type=int, default=60, help="seconds for each target (default: %(default)s)")
    words.add_argument("--seed", type=int, default=0, help="of the fuzzer; 0 draws one (default)")
    words.add_argument("target", nargs="*", help="a part of a target's name; without one, all")
    return words.parse_args()


def main():
    given = arguments()
    chosen = [one for one in targets.all_of(ROOT)
              if not given.target or any(part.lower() in one.name.lower() for part in given.target)]
    if not chosen:
        sys.exit(f"no target is called so; there are {', '.join(one.name for one in targets.all_of(ROOT))}")
    campaign = Campaign(ROOT, given.seconds, given.seed)
    print(LINE.format("target", "seconds", "executions", "per second", "coverage", "features", "corpus", "findings"), flush=True)
    findings = []
    for target in chosen:
        result = campaign.run(target)
        print(LINE.format(target.name, result.seconds, result.executions, result.rate, result.coverage, result.features,
                          result.corpus, len(result.kept)), flush=True)
        findings += result.kept
    for file in findings:
        print(f"kept: {file}")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
