"""The result as Markdown, and its place in docs/performance.md."""

from pathlib import Path

from findings import Section
from ratios import Estimate

BEGIN, END = "<!-- written by scripts/bench: begin -->", "<!-- written by scripts/bench: end -->"

METHOD = """All contestants proxy for the same origin (nginx, static files from memory) on one machine over loopback and do the same
work: six routes, forwarding headers, a request id, keep-alive on both sides, an access log line for each request, counters; as many
workers as cores. The floor is a byte pump on virtual threads that reads no HTTP and logs nothing.
A round runs each contestant once with the same exact number of requests (h2load, HTTP/1.1 where the row
names no other); a ratio is taken within each round, and
shown is the median of these ratios with its 95 % bootstrap interval. A row is void unless good answers = log lines = requests that the
origin saw, and all octets of content arrived. CPU is user and system time of all processes of the proxy, by the kernel's own
nanosecond clock, divided by the requests.
In the rows over TLS all show the same ECDSA P-256 certificate and speak TLS 1.3; the clients offer TLS_AES_128_GCM_SHA256 alone and a
key share on X25519. Handshakes are made by openssl s_time, one GET of 1 KB on each; it costs more processor time than nginx does and
shares the machine, so that handshakes per second flatter the slower: those per second of the proxy's processor time do not.
In the rows of HTTP/2 h2load offers h2, which must be agreed on, and windows so large that it is never the generator who holds an
answer up; the origin is the same, over HTTP/1.1. Only in h2-h2c-origin it is nghttpd over HTTP/2 in the clear, three times as fast at
that as nginx is; it does not count requests, so that there a row is void unless good answers = log lines and all octets of content came."""


def markdown(sections, facts, command):
    lines = [f"Made by `{command}` on:", "", *(f"- {fact}" for fact in facts), "", METHOD, "", "### Against the targets", "",
             "| row | figure | must | aim | measured | 95 % interval | verdict |", "|---|---|---|---|---|---|---|"]
    for section in sections:
        lines += _judged(section)
    for section in sections:
        lines += ["", f"### {section.name}: {section.title}", "", *body(section)]
    return "\n".join(lines) + "\n"


def _judged(section: Section):
    if section.void:
        return [f"| {section.name} | | | | | | void: {section.void} |"]
    busy = ", machine busy" if section.busy else ""
    return [f"| {section.name} | {f.what} | {_limit(f, f.target.must)} | {_limit(f, f.target.aim)} | "
            f"{_number(f.value, f.unit)} | {_interval(f)} | {f.verdict()}{busy} |" for f in section.findings if f.target]


def body(section: Section):
    if section.void:
        return [f"void: {section.void}"]
    lines = ["| | " + " | ".join(section.columns) + " |", "|---" * (len(section.columns) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(values) + " |" for name, values in section.figures.items()]
    others = [f for f in section.findings if not f.target]
    if others:
        lines += ["", "| ratio | measured | 95 % interval |", "|---|---|---|"]
        lines += [f"| {f.what} | {_number(f.value, f.unit)} | {_interval(f)} |" for f in others]
    return lines + [""] + [f"{note}." for note in section.notes]


def _limit(finding, limit):
    if limit is None:
        return ""
    return f"{'<=' if finding.target.at_most else '>='} {_plain(limit, finding.unit)}"


def _plain(value, unit):
    return f"{value:g} {unit.strip()}"


def _number(value, unit):
    return f"{value:.2f} x" if unit == "x" else f"{value:.0f}{unit}"


def _interval(finding):
    measured = finding.measured
    return f"{measured.low:.2f} to {measured.high:.2f}" if isinstance(measured, Estimate) else ""


def write(path: Path, text):
    """Replaces what the last run wrote and keeps what people wrote around it."""
    old = path.read_text() if path.exists() else f"# Performance\n\n{BEGIN}\n{END}\n"
    if BEGIN not in old:
        old += f"\n{BEGIN}\n{END}\n"
    before, _, rest = old.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")
