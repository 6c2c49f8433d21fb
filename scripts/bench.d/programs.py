"""The programs of others that the benchmark needs: found, or installed where that is allowed."""

import os
import shutil
import subprocess
import sys

# program: Debian package
NEEDED = {"nginx": "nginx", "haproxy": "haproxy", "h2load": "nghttp2-client", "strace": "strace"}


def require():
    """Leaves with every program on the path, or with exit code 1 after saying which packages are missing."""
    missing = _missing()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing {' '.join(missing)}", file=sys.stderr)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", *step], env=quiet, stdout=subprocess.DEVNULL, check=False)
        missing = _missing()
    if missing:
        sys.exit(f"scripts/bench needs the packages {', '.join(missing)}: install them.")


def _missing():
    # Debian keeps servers in sbin, which an ordinary user's path may lack.
    os.environ["PATH"] += ":/usr/sbin:/usr/local/sbin"
    return sorted(package for program, package in NEEDED.items() if not shutil.which(program))
