"""The proof `image`: unpacks the archive of scripts/dist, runs it where there is no Java, and measures it."""

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts/bench.d"))

import archive  # noqa: E402
import figures  # noqa: E402
import machine  # noqa: E402
import servers  # noqa: E402

LINE = "{:34} {:>18}   {:8} {:8}"


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show image", description=__doc__)
    words.add_argument("--archive", help="another archive than the newest in target/dist")
    words.add_argument("--starts", type=int, default=11, help="starts that are timed (default: %(default)s)")
    words.add_argument("--steady", type=int, default=40, help="seconds after which traffic counts as steady (%(default)s)")
    words.add_argument("--java-opts", default="", help="ZENTINEL_JAVA_OPTS for the runs that are measured")
    return words.parse_args()


def rows(given, image, workshop, origin):
    """name, figure, must, aim"""
    yield "unpacked size", f"{archive.megabytes(image):.0f} MB", "<= 150", "<= 110"
    starts = [figures.start(image, workshop, origin, given.java_opts) for _ in range(given.starts)]
    times = sorted(one.millis for one in starts)
    yield f"exec to first 200, median of {len(times)}", f"{median(times):.0f} ms", "<= 300", "<= 200"
    yield "  fastest, slowest", f"{times[0]:.0f}, {times[-1]:.0f} ms"
    yield "  processor time until then, median", f"{median(one.cpu_millis for one in starts):.0f} ms"
    yield "resident, idle, median", f"{median(one.resident for one in starts):.0f} MB", "<= 120", "<= 80"
    yield "  of it private (RssAnon)", f"{median(one.private for one in starts):.0f} MB"
    early, steady = figures.warm_up(image, workshop, origin, given.steady, given.java_opts)
    yield "requests/s, first 5 s / steady", f"{early / steady:.2f}", ">= 0.6", ">= 0.85"
    yield "  first 5 s, steady", f"{early:.0f}, {steady:.0f}"


def show(name, figure, must="", aim=""):
    print(LINE.format(name, figure, must, aim).rstrip(), flush=True)


def main():
    given = arguments()
    # Ended from outside, we still stop what we have started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ["PATH"] += ":/usr/sbin:/usr/local/sbin"
    figures.require("nginx", "wrk")
    machine.raise_file_limit()
    file = Path(given.archive) if given.archive else archive.newest(ROOT)
    with tempfile.TemporaryDirectory(prefix="zentinel-image-", dir=servers.temporary_parent()) as folder:
        image = archive.unpack(file, Path(folder))
        workshop = servers.Workshop(folder, "")
        origin = workshop.origin({"1k.bin": 1024})
        try:
            print(f"{file.name} on {machine.cores()} cores")
            print(f"a proxied 200 from {figures.without_java(image, workshop, origin)}\n", flush=True)
            show("", "measured", "must", "aim")
            for row in rows(given, image, workshop, origin):
                show(*row)
        finally:
            origin.stop()


main()
