"""A certificate replaced on disk while clients shake hands and ask. Ends with 1 where a request failed, or where the new
certificate was not in use within seconds."""

import argparse
import os
import shutil
import sys
import time

import stage
from visitors import Visitors

# The bar: the last handshake with the old certificate, after both files are new.
MOST_SECONDS = 5.0
GIVE_UP_SECONDS = 30
# A renewal is two files, and nobody replaces both at once.
BETWEEN_SECONDS = 0.3


class Files:
    """The two files that the listener names, replaced one after the other, each in one step as renewal tools do."""

    def __init__(self, folder, identity):
        folder.mkdir()
        self.certificate, self.key = folder / "cert.pem", folder / "key.pem"
        self.replace(identity, certificate_first=True)

    def replace(self, identity, certificate_first):
        steps = [(identity.certificate, self.certificate), (identity.key, self.key)]
        for step, (source, target) in enumerate(steps if certificate_first else reversed(steps)):
            if step:
                time.sleep(BETWEEN_SECONDS)
            beside = target.with_suffix(".new")
            shutil.copyfile(source, beside)
            os.replace(beside, target)


def swap(files, identity, number, visitors):
    """One replacement. Returns whether it was as good as it must be; prints its row."""
    order = "certificate, key" if number % 2 == 0 else "key, certificate"
    failed, shaken = visitors.failed, visitors.handshakes
    files.replace(identity, certificate_first=number % 2 == 0)
    replaced = time.monotonic()
    first, last = _seen(visitors, stage.serial(identity), replaced)
    failed, shaken = visitors.failed - failed, visitors.handshakes - shaken
    told = ["not seen" if moment is None else f"{moment:.1f}" for moment in (first, last)]
    print(f"| {number + 1}: {order} | {told[0]} | {told[1]} | {shaken} | {failed} |", flush=True)
    return failed == 0 and last is not None and last <= MOST_SECONDS


def _seen(visitors, serial, replaced):
    """Seconds from the replacement to the first handshake with this certificate, and to the last with another: none for a second."""
    while time.monotonic() < replaced + GIVE_UP_SECONDS:
        time.sleep(0.2)
        new, old = visitors.seen(serial, replaced)
        if new and time.monotonic() - max([replaced, *old]) > 1:
            return new[0] - replaced, max(old, default=replaced) - replaced
    return (new[0] - replaced if new else None), None


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show swap", description=__doc__)
    words.add_argument("--swaps", type=int, default=10, help="replacements (default: %(default)s)")
    words.add_argument("--clients", type=int, default=8, help="clients that come anew each time, and as many that stay (%(default)s)")
    return words.parse_args()


def main():
    given = arguments()
    with stage.standing("swap") as stand:
        identities = [stand.authority.server("show.test") for _ in range(given.swaps + 1)]
        files = Files(stand.folder / "live", identities[0])
        proxy = stand.proxy(stage.listener("renewed", files))
        visitors = Visitors(proxy.port, stand.authority, given.clients)
        try:
            print("| replaced | s to the first new handshake | s to the last old one | handshakes meanwhile | failed |\n|---|---|---|---|---|")
            good = [swap(files, identity, number, visitors) for number, identity in enumerate(identities[1:])]
        finally:
            visitors.stop()
        print(f"\n{visitors.handshakes} handshakes with a request each, {visitors.kept} requests on {given.clients} connections that "
              f"stayed, {visitors.failed} failed{visitors.reasons()}")
    if not all(good) or visitors.failed:
        sys.exit(f"the bar is missed: no failed request, and no old certificate {MOST_SECONDS:.0f} s after the new one is there")


if __name__ == "__main__":
    main()
