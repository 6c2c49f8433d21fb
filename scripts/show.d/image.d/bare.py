"""A machine without Java: a root folder of its own that holds a shell, the C library and the image, and nothing else."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import processes

# Mounts vanish with the namespace. The path is empty for the program, hence the absolute names.
ENTER = 'mount --bind "$1" "$2/zentinel" && mount -t proc proc "$2/proc" && mount --bind /dev "$2/dev" && ' \
        'export PATH= && exec /usr/sbin/chroot "$2" /zentinel/bin/zentinel run --config /zentinel.kdl'


def possible():
    """Whether this user may have a root folder of its own."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0


def fill(root, image):
    """Makes the root folder."""
    for name in ("zentinel", "proc", "dev", "tmp", "bin"):
        (root / name).mkdir()
    shutil.copy("/bin/sh", root / "bin/sh")
    programs = [Path("/bin/sh"), image / "runtime/bin/java", *(image / "runtime/lib").rglob("*.so")]
    for library in sorted({library for program in programs for library in _libraries(program)}):
        target = root / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)


def _libraries(program):
    """The system's libraries that it is linked with, by ldd: those that are not the image's own."""
    said = subprocess.run(["ldd", str(program)], capture_output=True, text=True).stdout
    found = re.findall(r"(?:=> )?(/\S+) \(0x", said)
    return [library for library in found if "/runtime/lib/" not in library]


def run(image, root):
    """Starts the image within the root, whose /zentinel.kdl is its configuration."""
    command = ["unshare", "--mount", "sh", "-c", ENTER, "sh", str(image), str(root)]
    return processes.start(command, str(root.parent), env={"PATH": os.environ["PATH"]})
