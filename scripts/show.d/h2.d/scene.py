"""What the proofs of HTTP/2 share: origins of others, and in front of them ours, or others to see that what is asked can be done."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tls.d"))

import stage  # noqa: E402

import servers  # noqa: E402
from jvm import Jvm  # noqa: E402

NODE_SOURCE = servers.ROOT / "proxy-launcher/src/test/h2"
NODE = servers.ROOT / "proxy-launcher/target/h2"
PATIENCE_SECONDS = 120


class Front:
    """What stands in front of the origins: a port over TLS, one in the clear, and its process. jvm: None for others than ours."""

    def __init__(self, server, secure, clear):
        self.server, self.secure, self.clear = server, secure, clear
        self.name = server.name
        self.jvm = Jvm(os.environ["JAVA_HOME"], server.process.pid) if server.name == "ours" else None

    def lines(self, expected):
        """The access log's lines so far, once there are as many as expected or none have come for a while."""
        self.server.log_lines(expected)
        text = Path(self.server.log).read_text().splitlines()
        return [json.loads(line) for line in text] if self.jvm else text


def ours(stand, identity, routes, listener_more="", more="", name="ours"):
    """routes: path prefix to (port, lines of the upstream, lines of the route)."""
    secure, text = stage.listener("secure", identity, more=listener_more)
    clear = servers.free_port()
    plain = f'    listener "clear" {{\n        address "127.0.0.1:{clear}"\n        {listener_more}\n    }}'
    blocks = [more]
    for number, (prefix, (port, upstream, route)) in enumerate(routes.items()):
        blocks.append(f'routes {{ route "r{number}" {{ priority "high"; matches {{ path-prefix "{prefix}"; }}; upstream "u{number}"; {route} }}; }}')
        blocks.append(f'upstreams {{ upstream "u{number}" {{ target "127.0.0.1:{port}"; {upstream} }}; }}')
    proxy = stand.proxy((secure, text), (clear, plain), more="\n".join(blocks), name=name)
    proxy.name, proxy.log = "ours", f"{proxy.folder}/access.log"
    return Front(proxy, secure, clear)


def nghttpx(stand, identity, routes):
    """nghttp2's own proxy with the same routes; over HTTP/2 to those origins that ours is told to speak it to."""
    folder, secure, clear = stand.folder / "nghttpx", servers.free_port(), servers.free_port()
    folder.mkdir()
    backends = []
    for prefix, (port, upstream, _) in {"/": (stand.origin.port, "", ""), **routes}.items():
        pattern = "/" if prefix == "/" else f"{prefix}/:{prefix}"
        backends.append(f"--backend=127.0.0.1,{port};{pattern};{'proto=h2' if 'min-version 2' in upstream else ''}")
    command = ["nghttpx", "--conf=/dev/null", "--workers=2", f"--frontend=127.0.0.1,{secure}", f"--frontend=127.0.0.1,{clear};no-tls", *backends,
               "--no-ocsp", f"--accesslog-file={folder}/access.log", f"--errorlog-file={folder}/error.log",
               str(identity.key), str(identity.certificate)]
    return Front(stand._start(servers.Proxy("nghttpx", folder, secure, command, f"{folder}/access.log")), secure, clear)


def nginx(stand, identity, routes):
    """nginx with the same routes; over HTTP/1.1 to all origins."""
    folder, secure, clear = stand.folder / "nginx", servers.free_port(), servers.free_port()
    folder.mkdir()
    places = "\n".join(f"        location {prefix} {{ proxy_pass http://127.0.0.1:{port}; }}"
                       for prefix, (port, _, _) in {"/": (stand.origin.port, "", ""), **routes}.items())
    config = folder / "nginx.conf"
    config.write_text(f"""user root;
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 10000; }}
http {{
    access_log {folder}/access.log;
    client_max_body_size 0;
    server {{
        listen 127.0.0.1:{secure} ssl http2;
        listen 127.0.0.1:{clear} http2;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_certificate {identity.certificate};
        ssl_certificate_key {identity.key};
{places}
    }}
}}
""")
    command = ["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(config)]
    return Front(stand._start(servers.Proxy("nginx", folder, secure, command, f"{folder}/access.log")), secure, clear)


FRONTS = {"ours": ours, "nghttpx": nghttpx, "nginx": nginx}


def install_node_programs():
    """As the tests do it: the programs and the packages that they use, as locked, in a folder that is not kept."""
    lock = NODE / "package-lock.json"
    current = (NODE / "node_modules").is_dir() and lock.exists() and lock.read_bytes() == (NODE_SOURCE / lock.name).read_bytes()
    NODE.mkdir(parents=True, exist_ok=True)
    for file in NODE_SOURCE.iterdir():
        (NODE / file.name).write_bytes(file.read_bytes())
    if not current:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=NODE, check=True, stdout=sys.stderr)


@contextlib.contextmanager
def background(*command, cwd=NODE, **options):
    """A program whose output is read line by line; ended with the block."""
    process = subprocess.Popen([*map(str, command)], cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def grpc_origins():
    """Two of them, with gRPC's own server: its ports are the first line of the program."""
    return background("node", "grpc.mjs", "serve")
