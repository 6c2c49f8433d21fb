"""slowhttptest (apt) in its four modes."""

import re
import subprocess

CONNECTIONS = 600
SECONDS = 18
# name: its options beside those that all have
MODES = {
    "slow head (-H)": ["-H", "-i", "3", "-x", "10"],
    "slow body (-B)": ["-B", "-i", "3", "-x", "10", "-s", "100000"],
    "ranges (-R)": ["-R", "-a", "5", "-b", "2000"],
    "slow read (-X)": ["-X", "-w", "64", "-y", "512", "-n", "3", "-z", "16", "-k", "3"],
}
TARGETS = {"slow body (-B)": "/upload", "slow read (-X)": "/200k.bin"}


def start(mode, port):
    """Begins an attack that ends by itself; its own probe asks for an answer within 3 s, once a second."""
    command = ["slowhttptest", *MODES[mode], "-c", str(CONNECTIONS), "-r", "200", "-l", str(SECONDS), "-p", "3", "-v", "1",
               "-u", f"http://127.0.0.1:{port}{TARGETS.get(mode, '/1k.bin')}"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(attack):
    """Waits for the end: connections at most, and whether the service was available at each look."""
    try:
        said, _ = attack.communicate(timeout=SECONDS + 30)
    except subprocess.TimeoutExpired:
        attack.kill()
        said, _ = attack.communicate()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    looks = re.findall(r"service available:\s*(YES|NO)", plain)
    connected = [int(n) for n in re.findall(r"connected:\s*(\d+)", plain)]
    return max(connected, default=0), len(looks), looks.count("NO")
