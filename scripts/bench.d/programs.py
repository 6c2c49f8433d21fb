"""The programs of others that the benchmark needs: found, or installed where that is allowed."""

import os
import shutil
import subprocess
import sys

# program: Debian package
NEEDED = {"nginx": "nginx", "haproxy": "haproxy", "h2load": "nghttp2-client", "strace": "strace", "openssl": "openssl",
          "nghttpx": "nghttp2-proxy", "nghttpd": "nghttp2-server", "apache2": "apache2-bin"}


def require(needed=None, who="scripts/bench"):
    """Leaves with every program on the path, or with exit code 1 after saying which packages are missing.
    needed: Debian package by program; those of the benchmark where none are given."""
    needed = needed or NEEDED
    missing = _missing(needed)
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing {' '.join(missing)}", file=sys.stderr)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", *step], env=quiet, stdout=subprocess.DEVNULL, check=False)
        missing = _missing(needed)
    if missing:
        sys.exit(f"{who} needs the packages {', '.join(missing)}: install them.")


def _missing(needed):
    # Debian keeps servers in sbin, which an ordinary user's path may lack.
    os.environ["PATH"] += ":/usr/sbin:/usr/local/sbin"
    return sorted(package for program, package in needed.items() if not shutil.which(program))
