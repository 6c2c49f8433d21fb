"""openssl s_client and curl, each started for one request."""

import re
import subprocess

REQUEST = "GET /1k.bin HTTP/1.1\r\nHost: show.test\r\nConnection: close\r\n\r\n"
PATIENCE_SECONDS = 15
# Of RFC 8446 section 6, those that speak of a certificate: bad, unsupported, revoked, expired, unknown, of an unknown CA, required; and
# handshake_failure, which is what TLS 1.2 has for one that is missing (RFC 5246 section 7.4.6).
CERTIFICATE_ALERTS = (40, 42, 43, 44, 45, 46, 48, 116)
# curl(1): the server's certificate did not pass; the TLS handshake failed; nothing or no HTTP came back.
NOT_VERIFIED, FAILED = 60, (35, 52, 56)


class SClient:
    def __init__(self, authority):
        self._authority = str(authority.certificate)

    def ask(self, port, version, identity=None, *more):
        """served, or refused with the alert: one about a certificate, and not an octet of an answer. Else in s_client's own words."""
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "show.test", version, "-CAfile", self._authority,
                   "-verify_return_error", "-ign_eof", *self._proof(identity), *more]
        try:
            ran = subprocess.run(command, input=REQUEST, capture_output=True, encoding="latin-1", timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            return f"no end after {PATIENCE_SECONDS} s"
        if "HTTP/1.1 200" in ran.stdout:
            return "served"
        alert = re.search(r"SSL alert number (\d+)", ran.stderr)
        if "HTTP/1.1" not in ran.stdout and alert and int(alert.group(1)) in CERTIFICATE_ALERTS:
            return f"refused, alert {alert.group(1)}"
        return (ran.stderr.strip() or ran.stdout.strip())[-120:].replace("\n", " ")

    @staticmethod
    def _proof(identity):
        return ["-cert", str(identity.certificate), "-key", str(identity.key)] if identity else []


class Curl:
    """Believes the authority alone, and checks that the certificate is for the name."""

    def __init__(self, authority):
        self._authority = str(authority.certificate)

    def ask(self, name, port):
        """The status and the name of the certificate; or why not."""
        ran = self._run(name, port, "https", "/1k.bin", "--output", "/dev/null", "--write-out", "%{http_code}", "--verbose")
        if ran.returncode:
            return self._reason(ran)
        subject = re.search(r"^\*\s+subject: CN ?= ?(\S+)", ran.stderr, re.MULTILINE)
        return f"{ran.stdout}, {subject.group(1) if subject else 'no subject'}"

    def plainly(self, name, port):
        """Without TLS where TLS is spoken: refused where nothing came, or an answer that says so."""
        ran = self._run(name, port, "http", "/1k.bin", "--output", "/dev/null", "--write-out", "%{http_code}")
        return self._reason(ran) if ran.returncode else f"refused, {ran.stdout}" if ran.stdout == "400" else ran.stdout

    def seen(self, name, port, fields, identity=None):
        """Sends these fields; what the origin saw of those it tells of, by name."""
        more = [word for field in fields for word in ("--header", field)]
        if identity:
            more += ["--cert", str(identity.certificate), "--key", str(identity.key)]
        ran = self._run(name, port, "https", "/seen", *more)
        if ran.returncode:
            return {"all": f"forged or not, curl failed: {ran.stderr[-100:]}"}
        return dict(re.findall(r"(\S+)=\[(.*?)\](?= |$)", ran.stdout.strip()))

    def _run(self, name, port, scheme, target, *more):
        command = ["curl", "--silent", "--show-error", "--max-time", str(PATIENCE_SECONDS), "--cacert", self._authority,
                   "--resolve", f"{name}:{port}:127.0.0.1", *more, f"{scheme}://{name}:{port}{target}"]
        return subprocess.run(command, capture_output=True, encoding="latin-1")

    @staticmethod
    def _reason(ran):
        if ran.returncode == NOT_VERIFIED:
            return "not verified"
        if ran.returncode in FAILED:
            return "refused"
        return f"curl {ran.returncode}: {ran.stderr.strip()[-100:]}"
