"""The receipt as the browser shows it: sealed in a cookie for an hour, then known to the claimant alone."""

from dataclasses import asdict, dataclass

from django.http import HttpRequest, HttpResponse

from claims.services.filing import Filed
from intake.cookies import CookieUnreadable, SealedCookie

SECONDS = 60 * 60
_COOKIE = SealedCookie("receipt", SECONDS)


@dataclass(frozen=True, slots=True, repr=False)
class Receipt:
    """What a claimant writes down: claim number, receipt secret, and when the claim came in (ISO 8601)."""

    claim_number: str
    secret: str
    received_at: str


def of(filed: Filed) -> Receipt:
    """The receipt for an accepted claim."""
    return Receipt(filed.claim_number, filed.receipt or "", filed.received_at.isoformat())


def read(request: HttpRequest, case: str) -> Receipt | None:
    """The receipt for the claim that this browser submitted in a case within the last hour, or None."""
    try:
        kept = _COOKIE.read(request, case)
    except CookieUnreadable:
        return None
    return Receipt(**kept) if kept else None


def write(response: HttpResponse, case: str, receipt: Receipt) -> None:
    """Show it for an hour."""
    _COOKIE.write(response, asdict(receipt), case)


def delete(response: HttpResponse, case: str) -> None:
    """Forget it."""
    _COOKIE.delete(response, case)
