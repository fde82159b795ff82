"""Which claim this browser has looked up: the three proofs, sealed in a cookie and tried again on every page."""

from django.http import HttpRequest, HttpResponse

from claims.queries.claim_status import ClaimStatus, find_claim_status
from intake.cookies import CookieUnreadable, SealedCookie

_COOKIE = SealedCookie("status", 15 * 60)
#: Claim number, receipt secret and birth date (ISO 8601), as they were typed.
Proofs = tuple[str, str, str]


def find(request: HttpRequest) -> ClaimStatus | None:
    """Where the claim stands that this browser looked up within the last quarter of an hour; None without one."""
    proofs = _read(request)
    return find_claim_status(*proofs) if proofs else None


def write(response: HttpResponse, proofs: Proofs) -> None:
    """Remember the claim, so that its pages can be reloaded and read in the other language."""
    _COOKIE.write(response, proofs)


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Remember it for another quarter of an hour."""
    if proofs := _read(request):
        write(response, proofs)


def delete(response: HttpResponse) -> None:
    """Forget it."""
    _COOKIE.delete(response)


def _read(request: HttpRequest) -> Proofs | None:
    try:
        kept = _COOKIE.read(request)
    except CookieUnreadable:
        return None
    return (kept[0], kept[1], kept[2]) if kept else None
