"""Clients and origins that others wrote, at both sides over HTTP/2: curl, nghttp, h2load, gRPC, Chromium; nghttpd, nginx, Apache, Node.
Ends with 1 where one was not served as it must be."""

import argparse
import base64
import hashlib
import json
import re
import select
import subprocess
import sys
import tempfile

import scene
import stage
from clients import Table

import servers
import templates
from load import Load, LoadFailed

CALLS = {"unary": "equal", "empty": "equal", "metadata": "one, two, three; 00ff0a0d; true; 0001ff", "large": "equal", "clientStream": "equal",
         "serverStream": "0 1000 in order", "bidi": "0 100 turn 99", "trailersOnly": "9 nicht jetzt, später; because", "unimplemented": "12",
         "deadline": "4 soon, the origin was told", "cancel": "1, the origin was told", "parallel": "500 equal",
         "goaway": "all answered, on many connections", "nobody": "14"}
PAGE = {"over": {"h2": 101}, "images": 60, "styles": 20, "scripts": 20, "socket": "small, large, binary 3, 4001 enough"}
# Without the last ones it looks for its maker's hosts.
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP show.test 127.0.0.1"]
OVER_HTTP_2 = "http-version { min-version 2; }"


def run(*command, patience=60):
    try:
        return subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", errors="replace", timeout=patience)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, -1, "", f"no end after {patience} s")


class Curl:
    def __init__(self, stand, front):
        self._trust, self._front = stand.authority.certificate, front

    def says(self, path, *words, secure=True, form="%{http_code} %{http_version} ", into="/dev/null"):
        port = self._front.secure if secure else self._front.clear
        ran = run("curl", "--silent", "--show-error", "--max-time", 30, "--cacert", self._trust, "--resolve", f"show.test:{port}:127.0.0.1",
                  "--output", into, "--write-out", form, *words, f"{'https' if secure else 'http'}://show.test:{port}{path}")
        return ran.stdout.strip() if ran.returncode == 0 else f"curl {ran.returncode}: {ran.stderr.strip()[-100:]}"


def curls(stand, front):
    table, curl = Table("curl"), Curl(stand, front)
    table.row("--http2 over TLS", "200 2", curl.says("/1k.bin", "--http2"))
    table.row("--http2-prior-knowledge in the clear", "200 2", curl.says("/1k.bin", "--http2-prior-knowledge", secure=False))
    if front.jvm:
        table.row("--http2 in the clear: asks for an upgrade, which is not taken", "200 1.1", curl.says("/1k.bin", "--http2", secure=False))
    table.row("--http1.1 at the same TLS port", "200 1.1", curl.says("/1k.bin", "--http1.1"))
    table.row("HEAD", "200 2", curl.says("/1k.bin", "--http2", "--head"))
    table.row("404 of the origin", "404 2", curl.says("/nothing", "--http2"))
    for octets in (0, 1, 65536, 10 << 20):
        table.row(f"POST of {octets} octets, echoed", "equal", echoed(curl, octets))
    counted = curl.says("/1k.bin?[1-100]", "--http2", "--parallel", "--parallel-max", "100", form="%{http_code} %{num_connects} ").split()
    table.row("100 requests at once: good ones, connections", "100 1", f"{counted[::2].count('200')} {sum(int(n) for n in counted[1::2] if n.isdigit())}")
    return table.bad


def echoed(curl, octets):
    with tempfile.NamedTemporaryFile() as sent, tempfile.NamedTemporaryFile() as came:
        sent.write(bytes(i * i % 251 for i in range(octets)))
        sent.flush()
        said = curl.says("/echo", "--http2", "--data-binary", f"@{sent.name}", into=came.name)
        return "equal" if open(sent.name, "rb").read() == came.read() and said.startswith("200 2") else said or "different"


def nghttps(stand, front):
    table = Table("nghttp, h2load")
    secure, clear = f"https://127.0.0.1:{front.secure}", f"http://127.0.0.1:{front.clear}"
    for case, base in (("over TLS", secure), ("in the clear", clear)):
        many = [f"{base}/1k.bin?{number}" for number in range(50)]
        table.row(f"nghttp, 50 requests at once, {case}", "50", len(re.findall(r":status: 200", run("nghttp", "-nv", *many).stdout)))
        table.row(f"nghttp, content with a trailer, {case}", "1",
                  len(re.findall(r":status: 200", run("nghttp", "-nv", "--trailer=x-sum: 1", "-d", __file__, f"{base}/echo").stdout)))
        table.row(f"nghttp, content after 100, {case}", "100, 200",
                  ", ".join(re.findall(r":status: (\d+)", run("nghttp", "-nv", "--expect-continue", "-d", __file__, f"{base}/echo").stdout)))
        frames = re.findall(r"recv DATA frame <length=(\d+)", run("nghttp", "-nv", "-w", "14", "-W", "16", f"{base}/1m.bin").stdout)
        table.row(f"nghttp, octets of 1 MB through a window of 16 KB, {case}", "1048576", sum(map(int, frames)))
    table.row("h2load, 20,000 requests, 10 connections of 50 streams, over TLS", "20000", loaded(stand, front.secure, True))
    table.row("h2load, the same in the clear", "20000", loaded(stand, front.clear, False))
    return table.bad


def loaded(stand, port, secure):
    try:
        return Load("/1k.bin", 1024, 10, 20000, secure=secure, streams=50).send(port, str(stand.folder)).ok
    except LoadFailed as failure:
        return failure


def calls(stand, front):
    table = Table("gRPC for Node, to an origin over HTTP/2 in the clear")
    for case, port, trust in (("TLS", front.secure, [stand.authority.certificate]), ("clear", front.clear, [])):
        for call, must in CALLS.items():
            ran = run("node", scene.NODE / "grpc.mjs", "drive", f"127.0.0.1:{port}", call, *trust, patience=30)
            table.row(f"{case}, {call}", must, json.loads(ran.stdout)[call] if ran.returncode == 0 else ran.stderr[-200:].replace("\n", " "))
    return table.bad


def browser(stand, front, identity, page):
    table = Table("Chromium: a page of 100 resources, and a WebSocket")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [*CHROMIUM, f"--ignore-certificate-errors-spki-list={key_hash(identity)}", f"--user-data-dir={profile}",
                   f"https://show.test:{front.secure}/page"]
        before = len(front.lines(0))
        with scene.background(*command, cwd=profile, stderr=subprocess.DEVNULL):
            told = json.loads(page.stdout.readline()) if select.select([page.stdout], [], [], 60)[0] else {}
            lines = front.lines(before + 103)[before:]
    for what, must in PAGE.items():
        table.row(f"reported by the page: {what}", str(must), told.get(what))
    if front.jvm:
        table.row("lines of the access log with HTTP/2.0", "103 of 103",
                  f"{sum(line['protocol'] == 'HTTP/2.0' for line in lines)} of {len(lines)}")
        sockets = [f"{line['protocol']} {line['status']}" for line in lines if line["target"] == "/socket"]
        table.row("the WebSocket's line: on a stream, not on a connection of its own", "HTTP/2.0 200", ", ".join(sockets))
    return table.bad


def key_hash(identity):
    der = subprocess.run(["openssl", "x509", "-in", str(identity.certificate), "-pubkey", "-noout"], capture_output=True, check=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=der, capture_output=True, check=True).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def origins(stand, front, names):
    """Those that the front speaks HTTP/2 to: most of them speak nothing else at their port."""
    table, curl = Table("origins over HTTP/2"), Curl(stand, front)
    expected = hashlib.sha256((stand.folder / "h2files/nghttpd/10m.bin").read_bytes()).hexdigest()
    for name in names:
        with tempfile.NamedTemporaryFile() as came:
            said = curl.says(f"/{name}/10m.bin", "--http2", into=came.name)
            table.row(f"{name}: 10 MB", "200 2, equal", f"{said}, {'equal' if hashlib.sha256(came.read()).hexdigest() == expected else 'different'}")
        many = curl.says(f"/{name}/1k.bin?[1-200]", "--http2", "--parallel", "--parallel-max", "100", form="%{http_code} ").split()
        table.row(f"{name}: 200 requests, 100 at once", "200 good", f"{many.count('200')} good")
    return table.bad


def going(stand, front):
    """The last of all, as it ends the front."""
    table = Table("TERM while a call of gRPC is under way")
    command = ["node", "grpc.mjs", "drive", f"127.0.0.1:{front.secure}", "linger", stand.authority.certificate]
    with scene.background(*command) as client:
        client.stdout.readline()
        front.server.process.terminate()
        new = Curl(stand, front)
        until_refused = next((n for n in range(100) if new.says("/1k.bin", "--http2").startswith("curl 7")), "never")
        table.row("new connections are refused", "yes", "yes" if until_refused != "never" else "no")
        client.stdin.close()
        table.row("the call", "0 before after", json.loads(client.stdout.readline() or "{}").get("linger"))
    table.row("exit code", "0", front.server.process.wait(60))
    return table.bad


def page_routes(port):
    """To the origin of the page, over HTTP/1.1."""
    return {"/socket": (port, "", "websocket #true"), **{path: (port, "", "") for path in ("/page", "/image", "/style", "/script", "/report", "/echo")}}


def grpc_routes(lasting, ageing):
    ports = {"/show.Echo": lasting, "/show.Ageing": ageing, "/show.Nobody": servers.free_port()}
    return {path: (port, OVER_HTTP_2, "") for path, port in ports.items()}


def h2_origins(stand):
    """Files under a folder of each one's name, since paths go through as they are."""
    files = stand.folder / "h2files"
    identity = stand.authority.server("origin.test")
    names = ("nghttpd", "nghttpd-tls", "nginx", "apache", "apache-tls")
    for name in names:
        (files / name).mkdir(parents=True)
        (files / name / "1k.bin").write_bytes(bytes(1024))
        (files / name / "10m.bin").write_bytes(bytes(i * i % 251 for i in range(1024)) * 10240)
    ports = {name: servers.free_port() for name in names}
    start = lambda name, command: stand._start(servers.Server(name, _folder(stand, name), ports[name], command))
    start("nghttpd", ["nghttpd", "--no-tls", "--address=127.0.0.1", f"--htdocs={files}", str(ports["nghttpd"])])
    start("nghttpd-tls", ["nghttpd", "--address=127.0.0.1", f"--htdocs={files}", str(ports["nghttpd-tls"]), str(identity.key), str(identity.certificate)])
    values = {"FILES": files, "CERTIFICATE": identity.certificate, "KEY": identity.key}
    nginx = _fill("nginx.conf", stand.folder / "nginx-h2", PORT=ports["nginx"], **values)
    start("nginx", ["nginx", "-p", str(nginx.parent), "-e", f"{nginx.parent}/error.log", "-c", str(nginx)])
    apache = _fill("apache.conf", stand.folder / "apache-h2", PORT=ports["apache"], TLS_PORT=ports["apache-tls"], **values)
    start("apache", ["apache2", "-f", str(apache), "-D", "FOREGROUND"])
    tls = f'tls {{ ca-cert "{stand.authority.certificate}"; sni "origin.test"; }}'
    # With TLS it is the handshake that chooses; nghttpd agrees on nothing else.
    return {f"/{name}": (port, tls if name.endswith("tls") else OVER_HTTP_2, "") for name, port in ports.items()}


def _folder(stand, name):
    folder = stand.folder / f"{name}-run"
    folder.mkdir()
    return folder


def _fill(template, folder, **values):
    folder.mkdir()
    return templates.write(scene.HERE / "etc" / template, folder, **values)


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show h2clients", description=__doc__)
    words.add_argument("--at", choices=("ours", "nghttpx"), default="ours", help="who stands in front (default: %(default)s)")
    words.add_argument("--only", default="curl,nghttp,grpc,browser,origins,going", help="which tables (default: %(default)s)")
    return words.parse_args()


def main():
    given = arguments()
    only = given.only.split(",")
    with stage.standing("h2clients", curl="curl", nghttp="nghttp2-client", h2load="nghttp2-client", nghttpx="nghttp2-proxy", nghttpd="nghttp2-server",
                        apache2="apache2-bin", node="nodejs", npm="npm", chromium="chromium") as stand, \
            _node_programs(), scene.grpc_origins() as grpc, scene.background("node", "browser.mjs", "serve") as page:
        port = page.stdout.readline().strip()
        (stand.folder / "origin/files/1m.bin").write_bytes(bytes(1 << 20))
        identity = stand.authority.server("show.test")
        others = h2_origins(stand) if given.at == "ours" and "origins" in only else {}
        routes = {**page_routes(port), **others}
        if "grpc" in only or "going" in only:
            routes |= grpc_routes(*grpc.stdout.readline().split())
        front = scene.FRONTS[given.at](stand, identity, routes)
        bad = curls(stand, front) if "curl" in only else 0
        bad += nghttps(stand, front) if "nghttp" in only else 0
        bad += calls(stand, front) if "grpc" in only else 0
        bad += browser(stand, front, identity, page) if "browser" in only else 0
        bad += origins(stand, front, [path[1:] for path in others]) if others else 0
        bad += going(stand, front) if "going" in only and front.jvm else 0
    if bad:
        sys.exit(f"{bad} were not served as they must be")


class _node_programs:
    """Installed once the programs are there that install them."""

    def __enter__(self):
        scene.install_node_programs()

    def __exit__(self, *_):
        pass


if __name__ == "__main__":
    main()
