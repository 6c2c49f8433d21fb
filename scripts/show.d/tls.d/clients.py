"""Clients that others wrote at our listeners: openssl s_client with and without a client certificate, curl with SNI. Ends with 1
where one was not served as it must be."""

import os
import shutil
import subprocess
import sys
import time

import stage
from callers import Curl, SClient

from certificates import Authority

NAMES = ("one.test", "two.test", "three.test")
WILDCARD = "*.wild.test"
# After a change of the authority: as a certificate that is replaced is in use within seconds, so is this.
PATIENCE_SECONDS = 15
FORGED = ("Client-Cert: :Zm9yZ2Vk:", "Client-Cert-Chain: :Zm9yZ2Vk:", "X-Forwarded-Client-Cert: Hash=forged;Subject=\"CN=forged\"",
          "X-Forwarded-For: 203.0.113.99", "X-Forwarded-Proto: forged", "X-Forwarded-Host: forged")


class Table:
    """Prints a row for each case, and remembers the bad ones."""

    def __init__(self, subject):
        self.bad = 0
        print(f"\n| {subject} | must be | was | |\n|---|---|---|---|")

    def row(self, case, must, was):
        # With which alert is told, and not judged.
        good = str(was).startswith(must)
        self.bad += not good
        print(f"| {case} | {must} | {was} | {'' if good else 'WRONG'} |", flush=True)


def client_certificates(stand, ours, ports, trust, authorities):
    """trust: the file of authorities at the listener, replaced at the end by that of the second of the authorities."""
    first, second = authorities
    table, caller = Table("openssl s_client"), SClient(stand.authority)
    good, new = first.client("alice.test"), second.client("carol.test")
    cases = {"without a certificate": None, "with a good one": good, "with one of another authority": second.client("mallory.test"),
             "with an expired one": first.client("late.test", days=-1), "with one for servers": first.server("server.test")}
    for listener, without in (("required", "refused"), ("optional", "served")):
        for case, identity in cases.items():
            must = "served" if identity is good else without if identity is None else "refused"
            for version in ("-tls1_3", "-tls1_2"):
                table.row(f"client-auth {listener}, {version[1:]}, {case}", must, caller.ask(ports[listener], version, identity))
    sessions = {version: str(stand.folder / f"session{version}") for version in ("-tls1_3", "-tls1_2")}
    for version, session in sessions.items():
        caller.ask(ports["required"], version, good, "-sess_out", session)
    _replace(trust, second.certificate)
    _await(lambda: caller.ask(ports["required"], "-tls1_3", new) == "served")
    table.row("required, the authority replaced on disk: one of the new", "served", caller.ask(ports["required"], "-tls1_3", new))
    for version, session in sessions.items():
        table.row(f"required, {version[1:]}, the authority replaced on disk: one of the old", "refused",
                  caller.ask(ports["required"], version, good))
        table.row(f"required, {version[1:]}, the same with a session from before", "refused",
                  caller.ask(ports["required"], version, good, "-sess_in", session))
    table.row("the proxy after all that", "runs", "runs" if ours.alive() else "has ended")
    return table.bad


def names(stand, port):
    table, curl = Table("curl, certificate verified for the name"), Curl(stand.authority)
    for name in (*NAMES, "any.wild.test", "other.wild.test", "show.test"):
        must = WILDCARD if name.endswith("wild.test") else name
        table.row(name, f"200, {must}", curl.ask(name, port))
    # The default certificate is not for these.
    for name in ("deeper.any.wild.test", "unknown.test"):
        table.row(name, "not verified", curl.ask(name, port))
    table.row("one.test over HTTP on the same port", "refused", curl.plainly("one.test", port))
    return table.bad


def forged(stand, ports, identity):
    """What the origin is told by a client that lies."""
    table, curl = Table("fields that a client forges, as the origin sees them"), Curl(stand.authority)
    for listener, own in (("open", None), ("optional", None), ("optional", identity)):
        fields = curl.seen("show.test", ports[listener], FORGED, own)
        case = f"client-auth {listener if listener != 'open' else 'none'}, {'with' if own else 'without'} a certificate"
        for field, text in fields.items():
            table.row(f"{case}: {field}", "not forged", _forged(text))
    return table.bad


def _forged(text):
    # "Zm9yZ2Vk" is the word in base64.
    return "forged: " + text if any(mark in text for mark in ("forged", "Zm9yZ2Vk", "203.0.113.99")) else "not forged"


def _replace(file, source):
    beside = file.with_suffix(".new")
    shutil.copyfile(source, beside)
    os.replace(beside, file)


def _await(done):
    until = time.monotonic() + PATIENCE_SECONDS
    while not done() and time.monotonic() < until:
        time.sleep(0.2)


def certificate_of(name, identity):
    return f'sni {{ hostnames "{name}"; cert-file "{identity.certificate}"; key-file "{identity.key}"; }}'


def main():
    with stage.standing("clients", curl="curl") as stand:
        first, second = (Authority(stand.folder / name, f"{name} of clients") for name in ("first", "second"))
        trust, default = stand.folder / "trust.pem", stand.authority.server("show.test")
        shutil.copyfile(first.certificate, trust)
        sni = "\n".join(certificate_of(name, stand.authority.server(name)) for name in (*NAMES, WILDCARD))
        ask = f'ca-file "{trust}"; client-auth'
        listeners = {"open": stage.listener("open", default, sni), "required": stage.listener("required", default, f'{ask} "required"'),
                     "optional": stage.listener("optional", default, f'{ask} "optional"')}
        ours = stand.proxy(*listeners.values())
        ports = {name: port for name, (port, _) in listeners.items()}
        bad = names(stand, ports["open"])
        bad += forged(stand, ports, first.client("alice.test"))
        bad += client_certificates(stand, ours, ports, trust, (first, second))
    if bad:
        sys.exit(f"{bad} were not served as they must be")


if __name__ == "__main__":
    main()
