"""The archive: found, checked against its sums, unpacked."""

import hashlib
import subprocess
import sys


def newest(root):
    found = sorted((root / "target/dist").glob("zentinel-*-linux-*.tar.gz"), key=lambda file: file.stat().st_mtime)
    if not found:
        sys.exit("target/dist has no archive: run scripts/dist first.")
    return found[-1]


def unpack(file, folder):
    """Checks the archive's sum where there is a SHA256SUMS beside it, and returns the one folder that was in it."""
    sums = file.with_name("SHA256SUMS")
    if sums.exists():
        told = dict(reversed(line.split()) for line in sums.read_text().splitlines())
        if told.get(file.name) != hashlib.sha256(file.read_bytes()).hexdigest():
            sys.exit(f"{file.name} is not what {sums} says")
    subprocess.run(["tar", "-xzf", str(file), "-C", str(folder)], check=True)
    inside = list(folder.iterdir())
    if len(inside) != 1:
        sys.exit(f"{file.name} holds more than one folder: {inside}")
    return inside[0]


def megabytes(folder):
    """What its files hold, as `du --apparent-size` counts."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 1e6
