"""The origin and the proxy of this proof, on free loopback ports."""

import grp
import os
import pwd
from pathlib import Path

import servers
import templates

ETC = Path(__file__).resolve().parent / "etc"
ADDRESSES = 100
FILES = {"1k.bin": 1024, "200k.bin": 200 * 1024}
# Long enough that nobody is given up while the others are measured: what is measured is what holding them costs.
PATIENT = 'request-timeout-secs 600; keepalive-timeout-secs 600; min-request-rate 0; min-response-rate 0'


def origin(folder):
    """nginx, with a short file, one that does not fit the buffers of a slow reader, and a place for uploads."""
    for name in ("files", "temp"):
        (folder / name).mkdir(parents=True)
    for name, octets in FILES.items():
        (folder / "files" / name).write_bytes(bytes(i * i % 251 for i in range(1024)) * (octets // 1024))
    user, port = pwd.getpwuid(os.geteuid()), servers.free_port()
    config = templates.write(ETC / "origin.conf", folder, USER=user.pw_name, GROUP=grp.getgrgid(user.pw_gid).gr_name, PORT=port, FILES=20000)
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]
    return servers.Server("origin", folder, port, command).start()


def proxy(folder, origin_port, patient):
    """Ours, with its default limits or with endless patience."""
    folder.mkdir()
    port = servers.free_port()
    config = templates.write(ETC / "zentinel.kdl", folder, PORT=port, ORIGIN=origin_port,
                             PATIENCE=PATIENT if patient else "",
                             ORIGIN_PATIENCE="read-secs 600; write-secs 600" if patient else "")
    command = [f"{os.environ['JAVA_HOME']}/bin/java", f"@{servers.JVM_OPTIONS}", "-jar", str(servers.JAR), "run", "--config", str(config)]
    return servers.Proxy("proxy", folder, port, command, ready="ready").start()
