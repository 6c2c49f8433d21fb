"""Two processes of the proxy in front of one nginx, and the store that both ask."""

import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import processes  # noqa: E402
import servers  # noqa: E402
from templates import fill  # noqa: E402

START_PATIENCE_SECONDS = 30

ORIGIN = """daemon off;
worker_processes 1;
pid @FOLDER@/nginx.pid;
error_log @FOLDER@/error.log;
events { worker_connections 4096; }
http {
    log_format arrivals "$msec $uri";
    access_log @FOLDER@/arrivals.log arrivals;
    keepalive_requests 1000000000;
    server {
        listen 127.0.0.1:@ORIGIN@ backlog=4096;
        location / { return 200 "ok"; }
    }
}
"""

PROXY = """listeners {
    listener "main" {
        address "127.0.0.1:@PORT@"
    }
}
routes {
    route "all" {
        upstream "origin"
        filters "limit"
    }
}
filters {
    filter "limit" {
        type "rate-limit"
        max-rps @RATE@
        burst @BURST@
        key "route"
        @STORE@
    }
}
upstreams {
    upstream "origin" {
        target "127.0.0.1:@ORIGIN@"
    }
}
limits {
    max-connections-per-client 0
}
observability {
    metrics {
        address "127.0.0.1:@ADMIN@"
    }
}
"""


class Proxy:
    """One process."""

    def __init__(self, folder, origin, store, rate, burst):
        self.folder = folder
        folder.mkdir()
        self.port, self.admin = servers.free_port(), servers.free_port()
        config = folder / "zentinel.kdl"
        config.write_text(fill(PROXY, PORT=self.port, ADMIN=self.admin, ORIGIN=origin, STORE=store, RATE=rate, BURST=burst))
        command = [f"{os.environ['JAVA_HOME']}/bin/java", f"@{servers.JVM_OPTIONS}", "-jar", str(servers.JAR), "run", "--config", str(config)]
        self.process = processes.start(command, folder)
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while " ready " not in self.log():
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"the proxy did not start: {self.log()}")
            time.sleep(0.01)

    def log(self):
        return (self.folder / "out").read_text() + (self.folder / "err").read_text()

    def stop(self):
        processes.stop(self.process)


class Scene:
    """All of it; ends with the block."""

    def __init__(self, folder, store, rate, burst, proxies=2):
        self.folder = Path(folder)
        self.arrivals = self.folder / "arrivals.log"
        self.origin = servers.free_port()
        conf = self.folder / "origin.conf"
        conf.write_text(fill(ORIGIN, FOLDER=self.folder, ORIGIN=self.origin))
        self.nginx = processes.start(["nginx", "-p", str(self.folder), "-e", str(self.folder / "error.log"), "-c", str(conf)], str(self.folder))
        self.proxies = []
        try:
            for number in range(proxies):
                self.proxies.append(Proxy(self.folder / f"proxy-{number}", self.origin, store, rate, burst))
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()

    def close(self):
        for proxy in self.proxies:
            proxy.stop()
        processes.stop(self.nginx)

    def admitted(self, path):
        """When each request for this path reached the origin, in seconds."""
        with open(self.arrivals) as lines:
            return sorted(float(line.split()[0]) for line in lines if line.split()[1] == path)
