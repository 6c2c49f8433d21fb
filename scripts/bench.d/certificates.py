"""A certificate authority of its own, by openssl: keys on P-256, in a folder that goes with the run."""

import itertools
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path

P256 = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


@dataclass(frozen=True)
class Identity:
    """The two files that prove a name. bundle holds both, as HAProxy wants them."""
    certificate: Path
    key: Path

    @property
    def bundle(self):
        both = self.certificate.with_suffix(".bundle")
        both.write_bytes(self.certificate.read_bytes() + self.key.read_bytes())
        return both


class Authority:
    """What it issues is for one purpose, serverAuth or clientAuth, and begins now. Raises CalledProcessError where openssl
    refuses."""

    def __init__(self, folder, name="Bench CA"):
        self._folder = Path(folder)
        self._folder.mkdir(parents=True)
        self._number = itertools.count(1)
        self.certificate, self._key = self._folder / "ca.pem", self._folder / "ca.key"
        self._openssl("req", "-x509", *P256, "-days", "365", "-subj", f"/CN={name}", "-keyout", self._key, "-out", self.certificate,
                      "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def server(self, *names, days=90, more=()):
        """For these DNS names or IP addresses; days below zero: it has ended. more: lines as in an extension file."""
        kinds = ",".join(f"{'IP' if name.replace('.', '').isdigit() else 'DNS'}:{name}" for name in names)
        return self._issue(names[0], days, "serverAuth", (f"subjectAltName={kinds}", *more))

    def client(self, name, days=90):
        return self._issue(name, days, "clientAuth", (f"subjectAltName=DNS:{name}",))

    def _issue(self, name, days, purpose, lines):
        stem = self._folder / f"{next(self._number)}-{name.replace('*', 'any')}"
        certificate, key, request, extensions = (stem.with_name(stem.name + end) for end in (".pem", ".key", ".csr", ".ext"))
        self._openssl("req", *P256, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        extensions.write_text("\n".join(["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature",
                                         f"extendedKeyUsage={purpose}", *lines]) + "\n")
        self._openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key, "-set_serial", f"0x{secrets.token_hex(16)}",
                      "-days", str(days), "-extfile", extensions, "-out", certificate)
        return Identity(certificate, key)

    def _openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, text=True)
