"""testssl.sh at a TLS listener whose block says its certificate and nothing else. Ends with 1 at a finding above LOW."""

import json
import subprocess
import sys

import findings_of_testssl as found
import stage

# A certificate without any place to ask whether it is revoked would be found, and is not the proxy's. A list, not OCSP: nobody
# answers at this name, and stapling would have the proxy ask there.
PLACES = ("crlDistributionPoints=URI:http://crl.show.test/ca.crl",)
PATIENCE_SECONDS = 900


def scan(stand, port):
    report = stand.folder / "findings.json"
    command = ["testssl", "--quiet", "--warnings", "off", "--color", "0", "--nodns", "none", "--ip", "127.0.0.1",
               "--add-ca", str(stand.authority.certificate), "--jsonfile", str(report), f"show.test:{port}"]
    said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    if not report.exists():
        sys.exit(f"testssl has written no report: {said.stdout[-500:]} {said.stderr[-500:]}")
    return json.loads(report.read_text())


def main():
    with stage.standing("testssl", testssl="testssl.sh") as stand:
        proxy = stand.proxy(stage.listener("default", stand.authority.server("show.test", more=PLACES)))
        said = scan(stand, proxy.port)
    print(found.table(said))
    if reasons := found.above_low(said):
        sys.exit(f"the bar is missed: {len(reasons)} findings above LOW")


main()
