"""Who gets what answer: role × method × address → status. tests/test_access.py asks the system for each cell."""

ROLES = ("anonymous", "no role", "intake_clerk", "reviewer", "lead_counsel", "auditor", "lead of another case")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
CASE = "coupang-2025"
#: Read it as the columns of ROLES: nobody who is not logged in, then everybody who is.
LOG_IN = 302

# The public side and the API are the same for everybody, whoever is logged in to counsel's site.
SAME_FOR_ALL: dict[str, dict[str, int]] = {
    "/": {"GET HEAD": 302},
    "/health/live": {"GET HEAD": 200},
    "/health/ready": {"GET HEAD": 200},
    "/en/": {"GET HEAD": 200},
    "/en/status/": {"GET HEAD": 200, "POST": 422},
    "/en/status/claim/": {"GET HEAD POST": 303},
    "/en/status/claim/contact/email/": {"GET HEAD POST": 303},
    "/en/status/claim/identity/": {"GET HEAD POST": 404},  # no provider is set
    "/en/status/claim/identity/return/": {"GET HEAD": 303},
    f"/en/cases/{CASE}/": {"GET HEAD": 200},
    "/en/cases/nowhere/": {"GET HEAD": 404},
    f"/en/cases/{CASE}/leave/": {"GET HEAD POST": 303},
    f"/en/cases/{CASE}/check/": {"GET HEAD": 303, "POST": 409},  # without answers there is nothing to submit
    f"/en/cases/{CASE}/receipt/": {"GET HEAD": 404, "POST": 303},
    f"/en/cases/{CASE}/claimant/": {"GET HEAD": 200, "POST": 422},
    f"/en/cases/{CASE}/consents/": {"GET HEAD": 303, "POST": 409},
    f"/en/cases/{CASE}/nowhere/": {"GET HEAD POST": 404},
    "/api/v1/cases": {"GET HEAD": 200, "OPTIONS": 204},
    f"/api/v1/cases/{CASE}": {"GET HEAD": 200, "OPTIONS": 204},
    "/api/v1/cases/nowhere": {"GET HEAD": 404, "OPTIONS": 204},
    f"/api/v1/cases/{CASE}/claims": {"OPTIONS": 204, "POST": 400},
    "/api/v1/claim-status": {"OPTIONS": 204, "POST": 400},
    "/api/v1/schema/": {"GET HEAD": 200, "OPTIONS": 204},
    "/api/v1/docs/": {"GET HEAD": 200, "OPTIONS": 204},
    # The other spelling of each address of the API.
    "/api/v1/cases/": {"GET HEAD": 200, "OPTIONS": 204},
    f"/api/v1/cases/{CASE}/": {"GET HEAD": 200, "OPTIONS": 204},
    f"/api/v1/cases/{CASE}/claims/": {"OPTIONS": 204, "POST": 400},
    "/api/v1/claim-status/": {"OPTIONS": 204, "POST": 400},
    "/api/v1/schema": {"GET HEAD": 200, "OPTIONS": 204},
    "/api/v1/docs": {"GET HEAD": 200, "OPTIONS": 204},
    # Nothing is there, whatever is asked of it.
    "/nowhere": {" ".join(METHODS): 404},
    "/en/nowhere/": {" ".join(METHODS): 404},
    "/api/v1/nowhere": {" ".join(METHODS): 404},
    "/counsel/language/": {"POST": 302},
}

NOBODYS = "00000000-0000-7000-8000-000000000000"

# Counsel's site. {claim} is a claim of the case, {run} its check, {pair} a pair that waits for a decision; forms are
# sent empty here, and well-formed further down.
#                                                anonymous no role clerk reviewer lead auditor other's lead
BY_ROLE: dict[str, dict[str, tuple[int, ...]]] = {
    "/counsel/": {"GET HEAD": (LOG_IN, 200, 200, 200, 200, 200, 200)},
    "/counsel/logout/": {"GET HEAD": (302, 302, 302, 302, 302, 302, 302)},
    "/counsel/password/": {"GET HEAD": (LOG_IN, 200, 200, 200, 200, 200, 200)},
    "/counsel/claims/": {"GET HEAD": (LOG_IN, 403, 200, 200, 200, 200, 200)},
    "/counsel/claims/search/": {"GET HEAD POST": (LOG_IN, 403, 302, 302, 302, 302, 302)},
    "/counsel/claims/download/": {
        "GET HEAD": (LOG_IN, 403, 403, 302, 302, 403, 302),
        "POST": (LOG_IN, 403, 403, 200, 200, 403, 200),
    },
    "/counsel/claims/{claim}/": {"GET HEAD": (LOG_IN, 404, 200, 200, 200, 200, 404)},
    "/counsel/claims/{claim}/reveal/": {
        "GET HEAD": (LOG_IN, 404, 302, 302, 302, 403, 404),
        "POST": (LOG_IN, 404, 422, 422, 422, 403, 404),
    },
    "/counsel/claims/{claim}/move/": {
        "GET HEAD": (LOG_IN, 404, 302, 302, 302, 302, 404),
        "POST": (LOG_IN, 404, 409, 409, 409, 409, 404),
    },
    "/counsel/claims/{claim}/runs/{run}/": {"GET HEAD": (LOG_IN, 404, 200, 200, 200, 200, 404)},
    f"/counsel/claims/{{claim}}/runs/{NOBODYS}/": {"GET HEAD": (LOG_IN, 404, 404, 404, 404, 404, 404)},
    f"/counsel/cases/{CASE}/": {"GET HEAD": (LOG_IN, 404, 200, 200, 200, 200, 404)},
    f"/counsel/cases/{CASE}/move/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 302, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 409, 403, 404),
    },
    f"/counsel/cases/{CASE}/list/": {"GET HEAD": (LOG_IN, 404, 200, 200, 200, 200, 404)},
    f"/counsel/cases/{CASE}/list/versions/1/": {"GET HEAD": (LOG_IN, 404, 200, 200, 200, 200, 404)},
    f"/counsel/cases/{CASE}/list/versions/99/": {"GET HEAD": (LOG_IN, 404, 404, 404, 404, 404, 404)},
    f"/counsel/cases/{CASE}/list/versions/1/download/": {
        "GET HEAD": (LOG_IN, 404, 403, 302, 302, 403, 404),
        "POST": (LOG_IN, 404, 403, 404, 404, 403, 404),  # there is no form of that name
    },
    f"/counsel/cases/{CASE}/list/versions/1/print/": {"GET HEAD": (LOG_IN, 404, 403, 200, 200, 403, 404)},
    f"/counsel/cases/{CASE}/list/differences/": {"GET HEAD": (LOG_IN, 404, 200, 200, 200, 200, 404)},
    f"/counsel/cases/{CASE}/list/documents/0/": {"GET HEAD": (LOG_IN, 404, 404, 404, 404, 404, 404)},
    f"/counsel/cases/{CASE}/list/cohorts/add/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 200, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 422, 403, 404),
    },
    f"/counsel/cases/{CASE}/list/items/add/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 200, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 422, 403, 404),
    },
    f"/counsel/cases/{CASE}/list/cells/main/name/": {"GET HEAD": (LOG_IN, 404, 200, 200, 200, 200, 404)},
    f"/counsel/cases/{CASE}/list/cells/main/name/change/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 302, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 404, 403, 404),  # there is no form of that name
    },
    f"/counsel/cases/{CASE}/list/notices/add/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 200, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 422, 403, 404),
    },
    "/counsel/claims/{claim}/survivor/": {
        "GET HEAD POST": (LOG_IN, 404, 403, 302, 302, 403, 404),  # a claim that is joined with none has no survivor
    },
    f"/counsel/cases/{CASE}/duplicates/": {"GET HEAD": (LOG_IN, 404, 403, 200, 200, 200, 404)},
    f"/counsel/cases/{CASE}/duplicates/next/": {"GET HEAD": (LOG_IN, 404, 403, 302, 302, 302, 404)},
    f"/counsel/cases/{CASE}/duplicates/at-once/": {"GET HEAD POST": (LOG_IN, 404, 403, 302, 302, 403, 404)},
    f"/counsel/cases/{CASE}/duplicates/at-once/{NOBODYS}/": {"GET HEAD POST": (LOG_IN, 404, 403, 404, 404, 403, 404)},
    f"/counsel/cases/{CASE}/duplicates/at-once/{NOBODYS}/undo/": {
        "GET HEAD POST": (LOG_IN, 404, 403, 404, 404, 403, 404),
    },
    f"/counsel/cases/{CASE}/duplicates/{{pair}}/": {"GET HEAD": (LOG_IN, 404, 403, 200, 200, 200, 404)},
    f"/counsel/cases/{CASE}/duplicates/{{pair}}/decide/": {
        "GET HEAD": (LOG_IN, 404, 403, 302, 302, 302, 404),
        "POST": (LOG_IN, 404, 403, 422, 422, 403, 404),
    },
    f"/counsel/cases/{CASE}/duplicates/{{pair}}/undo/": {
        "GET HEAD": (LOG_IN, 404, 403, 302, 302, 302, 404),
        "POST": (LOG_IN, 404, 403, 409, 409, 403, 404),  # nothing was decided
    },
    f"/counsel/cases/{CASE}/duplicates/0/": {"GET HEAD": (LOG_IN, 404, 403, 404, 404, 404, 404)},
    f"/counsel/cases/{CASE}/accounts/": {"GET HEAD": (LOG_IN, 404, 200, 200, 200, 200, 404)},
    f"/counsel/cases/{CASE}/conflicts/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 200, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 422, 403, 404),
    },
    f"/counsel/cases/{CASE}/abuse/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 200, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 422, 403, 404),
    },
    f"/counsel/cases/{CASE}/rules/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 200, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 422, 403, 404),
    },
    f"/counsel/cases/{CASE}/staff/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 200, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 422, 403, 404),
    },
    "/counsel/work/": {"GET HEAD": (LOG_IN, 403, 403, 403, 200, 200, 200)},
    "/counsel/work/retry/": {"GET HEAD POST": (LOG_IN, 403, 403, 403, 302, 403, 302)},
    "/counsel/schedule/": {"GET HEAD": (LOG_IN, 403, 403, 403, 200, 200, 200)},
    f"/counsel/cases/{CASE}/deadlines/1/acknowledge/": {
        "GET HEAD": (LOG_IN, 404, 403, 403, 302, 403, 404),
        "POST": (LOG_IN, 404, 403, 403, 404, 403, 404),  # there is no such notice
    },
    "/counsel/work/messages/again/": {
        "GET HEAD": (LOG_IN, 403, 403, 403, 302, 403, 302),
        "POST": (LOG_IN, 403, 403, 403, 404, 403, 404),  # no message is named
    },
    "/counsel/audit/": {"GET HEAD": (LOG_IN, 403, 403, 403, 200, 200, 200)},
    "/counsel/nowhere/": {"GET HEAD": (LOG_IN, 404, 404, 404, 404, 404, 404)},
    "/counsel/claims/R-00000-00000-0/": {"GET HEAD": (LOG_IN, 404, 404, 404, 404, 404, 404)},
    "/counsel/cases/nowhere/": {"GET HEAD": (LOG_IN, 404, 404, 404, 404, 404, 404)},
}
#: Django's own log-in form: whoever has a session is sent on, and every attempt is counted.
LOGIN = "/counsel/login/"

# Well-formed writes: what each role gets for them. 302 means that it was done.
WRITES: dict[str, tuple[str, dict[str, str], tuple[int, ...]]] = {
    "a claimant withdrew": (
        "/counsel/claims/{claim}/move/",
        {"to": "withdrawn", "seq": "3", "reason": "By letter", "confirmed": "yes"},
        (302, 404, 302, 302, 302, 403, 404),
    ),
    "a claim is authorised": (
        "/counsel/claims/{claim}/move/",
        {"to": "authorised", "seq": "3", "reason": "Signed"},
        (302, 404, 403, 302, 302, 403, 404),
    ),
    "a pair is decided": (
        f"/counsel/cases/{CASE}/duplicates/{{pair}}/decide/",
        {"kind": "apart", "reason": "compared"},
        (302, 404, 403, 302, 302, 403, 404),
    ),
    "many pairs are previewed": (
        f"/counsel/cases/{CASE}/duplicates/at-once/",
        {"kind": "household"},
        (302, 404, 403, 302, 302, 403, 404),
    ),
    "personal data is revealed": (
        "/counsel/claims/{claim}/reveal/",
        {"field": "name", "reason": "check_claim"},
        (302, 404, 200, 200, 200, 403, 404),
    ),
    "a case moves on": (
        f"/counsel/cases/{CASE}/move/",
        {"to": "collecting_documents", "seq": "2", "confirmed": "yes"},
        (302, 404, 403, 403, 302, 403, 404),
    ),
    "a party that conflicts is listed": (
        f"/counsel/cases/{CASE}/conflicts/",
        {"name": "김새롬", "kind": "firms_staff", "change": "add"},
        (302, 404, 403, 403, 302, 403, 404),
    ),
    "a data item is added": (
        f"/counsel/cases/{CASE}/list/items/add/",
        {"code": "wallet", "name_ko": "지갑", "name_en": "Wallet"},
        (302, 404, 403, 403, 302, 403, 404),
    ),
    "a cohort is added": (
        f"/counsel/cases/{CASE}/list/cohorts/add/",
        {"code": "wallets", "name_ko": "지갑", "name_en": "Wallets"},
        (302, 404, 403, 403, 302, 403, 404),
    ),
    "a role is given": (
        f"/counsel/cases/{CASE}/staff/",
        {"username": "newcomer", "role": "reviewer", "change": "give"},
        (302, 404, 403, 403, 302, 403, 404),
    ),
    "a person is searched for": (
        "/counsel/claims/search/",
        {"typed": "nobody@example.com"},
        (302, 403, 200, 200, 200, 403, 200),
    ),
}
