"""What testssl.sh reports, a list of findings with id, severity and text: judged and as a table."""

from collections import Counter

# WARN is what it could not find out; FATAL ends a scan.
ABOVE_LOW = ("MEDIUM", "HIGH", "CRITICAL", "FATAL")
# Told in any case, as they are what is offered.
OFFERED = ("SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3", "FS_ciphers", "FS_ECDHE_curves", "ALPN", "OCSP_stapling",
           "sessionresumption_ticket", "secure_client_renego")


def above_low(findings):
    """Those that miss the bar. A report without a single good finding is one of a scan that saw nothing."""
    if not any(one["severity"] == "OK" for one in findings):
        return [{"id": "scan", "severity": "FATAL", "finding": "nothing was found to be good: the scan did not work"}]
    return [one for one in findings if one["severity"] in ABOVE_LOW]


def table(findings):
    counts = Counter(one["severity"] for one in findings)
    lines = ["| severity | findings |", "|---|---|", *(f"| {severity} | {count} |" for severity, count in counts.most_common())]
    told = [one for one in findings if one["severity"] not in ("OK", "INFO") or one["id"] in OFFERED]
    lines += ["", "| finding | severity | text |", "|---|---|---|"]
    lines += [f"| {one['id']} | {one['severity']} | {one['finding'].strip()} |" for one in told]
    return "\n".join(lines)
