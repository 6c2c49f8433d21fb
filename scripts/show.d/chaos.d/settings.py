"""The blocks of the configuration that the proof is about, as text."""

CHECK_SECONDS = 1
# Looks in a row that a target must fail, and pass, to go and to come back.
UNHEALTHY, HEALTHY = 2, 2
EJECTION_SECONDS = 2
TRIES, TRY_MILLIS = 3, 500

# The family of the metrics that tells of each target, and its values.
TOLD_FAMILY, TOLD_UP, TOLD_DOWN = "zentinel_upstream_target_up", 1, 0

HEALTH = f"""health-check {{
    type "http" {{ path "/health"; expected-status 200; }}
    interval-secs {CHECK_SECONDS}
    timeout-secs {CHECK_SECONDS}
    healthy-threshold {HEALTHY}
    unhealthy-threshold {UNHEALTHY}
}}"""
BREAKER = f"circuit-breaker {{ failure-threshold 5; success-threshold 2; timeout-seconds {EJECTION_SECONDS}; }}"
OUTLIERS = f"outlier-detection {{ consecutive-failures 5; base-ejection-secs {EJECTION_SECONDS}; max-ejection-percent 50; }}"
RETRY = f"retry-policy {{ max-attempts {TRIES}; per-try-timeout-ms {TRY_MILLIS}; retryable-status-codes 502 503 504; }}"
TIMEOUTS = "timeouts { connect 1; read 5; }"
WATCHED = "\n".join((HEALTH, BREAKER, OUTLIERS, TIMEOUTS))

# As patient as by default: where what is shown is not what an origin does. A machine that is short of processor time, as with a second JVM that
# starts under full load, else times out requests to all of them, whose breakers open together.
PATIENT_RETRY = f"retry-policy {{ max-attempts {TRIES}; }}"
PATIENT = "\n".join((HEALTH.replace(f"    timeout-secs {CHECK_SECONDS}\n", ""), BREAKER, OUTLIERS))


def route(name="all", upstream="origins", path="/", more=""):
    return f'routes {{ route "{name}" {{ matches {{ path-prefix "{path}"; }}\nupstream "{upstream}"\n{more}\n}}; }}'


def upstream(targets, name="origins", more=""):
    """targets: address and port of each."""
    each = "\n".join(f'target "{target}"' for target in targets)
    return f'upstreams {{ upstream "{name}" {{\n{each}\n{more}\n}}; }}'
