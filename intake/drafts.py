"""The draft of a claim: everything answered so far, kept in the claimant's own browser and nowhere else.

Nothing is held here about a person who has not submitted. The draft's id is the idempotency key of its submission, so
a double click, a reload or a second tab files one claim.
"""

import secrets
import time
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

from intake.cookies import SealedCookie

#: From the last page that was sent on.
SECONDS = 2 * 60 * 60
_COOKIE = SealedCookie("draft", SECONDS)
#: A browser sends all its cookies in one header, and web servers refuse a header above 8 KiB.
_ALL_DRAFTS_BYTES = 6500


@dataclass(slots=True, repr=False)
class Draft:
    """Answers by part of the submission, in the form of the API's body; each page's were valid when it was sent on."""

    id: str = field(default_factory=lambda: secrets.token_hex(16))
    answers: dict[str, object] = field(default_factory=dict)
    #: Seconds of Unix time at which it was begun; None in a cookie that an earlier release wrote.
    began: int | None = None

    @property
    def seconds(self) -> int | None:
        """How long ago it was begun, if that is known."""
        return None if self.began is None else int(time.time()) - self.began


def read(request: HttpRequest, case: str) -> Draft | None:
    """The draft for a case, or None where there is none. Raises `intake.cookies.CookieUnreadable`."""
    kept = _COOKIE.read(request, case)
    return Draft(*kept) if kept else None


def write(request: HttpRequest, response: HttpResponse, case: str, draft: Draft) -> None:
    """Keep the draft for another two hours. Raises `intake.cookies.CookieTooLarge`; then nothing is changed.

    Drafts for other cases are given up where all together would make requests that servers refuse.
    """
    _COOKIE.write(response, [draft.id, draft.answers, draft.began], case)
    name, stem = _COOKIE.name(case), _COOKIE.name()
    others = {key: len(value) for key, value in request.COOKIES.items() if key.startswith(stem) and key != name}
    if others and sum(others.values()) + len(response.cookies[name].value) > _ALL_DRAFTS_BYTES:
        for key in others:
            response.delete_cookie(key, path="/", samesite="Lax")


def delete(response: HttpResponse, case: str) -> None:
    """Forget the draft for a case."""
    _COOKIE.delete(response, case)
