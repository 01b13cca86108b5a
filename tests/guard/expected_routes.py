"""Who gets past each route of `api/`: written by hand, like `expected_table.py`.

Add a line for every route you add: method and address (parts that vary as an unknown id), and the people it admits.
An unknown id admits no one, the owner included: nobody can tell it from one that exists elsewhere.
`test_expected_table.py` asks a real web process as every role and as nobody.
"""

from tests.guard.expected_table import ANYONE, LEADERS, NO_ONE

_UNKNOWN = "00000000-0000-7fff-8000-00000000dead"

# route as declared → (a request to it, who is admitted)
EXPECTED: dict[str, tuple[str, set[str]]] = {
    "GET /healthz": ("/healthz", ANYONE),
    "GET /readyz": ("/readyz", ANYONE),
    "GET /metrics": ("/metrics", ANYONE),  # from loopback, which is where the tests are
    "GET /manifest.webmanifest": ("/manifest.webmanifest", ANYONE),
    "GET /sw.js": ("/sw.js", ANYONE),
    "GET /offline": ("/offline", ANYONE),
    "GET /u/{slug}": ("/u/nobody-has-this", NO_ONE),
    "GET /feeds/{token}.ics": ("/feeds/nobody-has-this.ics", NO_ONE),
    "POST /logo": ("/logo", LEADERS),
    "GET /logo/{logo_id}.png": (f"/logo/{_UNKNOWN}.png", NO_ONE),
    "GET /payroll/{run_id}/payslips/{slip_id}.pdf": (f"/payroll/{_UNKNOWN}/payslips/{_UNKNOWN}.pdf", NO_ONE),
    "GET /payroll/{run_id}/payslips.zip": (f"/payroll/{_UNKNOWN}/payslips.zip", NO_ONE),
    "GET /payroll/{run_id}/lines.csv": (f"/payroll/{_UNKNOWN}/lines.csv", NO_ONE),
    "GET /payroll/{run_id}/slips.csv": (f"/payroll/{_UNKNOWN}/slips.csv", NO_ONE),
    "GET /payroll/{run_id}/sepa.xml": (f"/payroll/{_UNKNOWN}/sepa.xml", NO_ONE),
    "POST /revenue/upload": ("/revenue/upload", LEADERS),
    "GET /revenue/sample.csv": ("/revenue/sample.csv", LEADERS),
    "GET /revenue/imports/{import_id}/problems.csv": (f"/revenue/imports/{_UNKNOWN}/problems.csv", NO_ONE),
    "POST /auth/sign-in": ("/auth/sign-in", ANYONE),
    "POST /auth/totp": ("/auth/totp", ANYONE),
    "POST /auth/choose": ("/auth/choose", ANYONE),
    "POST /auth/switch": ("/auth/switch", ANYONE),
    "POST /auth/sign-out": ("/auth/sign-out", ANYONE),
    "POST /auth/accept": ("/auth/accept", ANYONE),
    "POST /auth/first-owner": ("/auth/first-owner", ANYONE),
    "POST /auth/reset": ("/auth/reset", ANYONE),
    "POST /webhooks/fanvue/{endpoint_key}/{event}": ("/webhooks/fanvue/unknown/tip_received", NO_ONE),
}
