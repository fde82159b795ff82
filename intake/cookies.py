"""Cookies that only this installation reads: JSON, compressed, sealed and dated.

Whatever a claimant's browser keeps for us goes through here. The path is `/`, for one cookie serves the pages of both
languages (`/ko/…`, `/en/…`); so over TLS the name carries the `__Host-` prefix and no other host can plant one.
"""

import base64
import binascii
import json
import time
import zlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from claims.services.sealed_draft import SealBroken, open_sealed, seal

#: What every browser keeps of one cookie, name and attributes counted (RFC 6265, 6.1).
MAXIMUM_BYTES = 4096
_MAXIMUM_OPENED = 64 * 1024
#: Part of the purpose: a cookie of another shape, written by an older release, does not open.
_SHAPE = 1
_RAW_DEFLATE = -15
_CLOCKS_DIFFER = 120


class CookieUnreadable(Exception):
    """The cookie was altered, is too old, or was sealed elsewhere or for something else."""


class CookieTooLarge(Exception):
    """The value does not fit into one cookie."""


@dataclass(frozen=True, slots=True)
class SealedCookie:
    """One kind of cookie and how long it lives, in seconds. Each `subject` (a case's slug) has a cookie of its own."""

    kind: str
    seconds: int

    def name(self, subject: str = "") -> str:
        """The cookie's name in the browser."""
        prefix = "" if settings.DEMONSTRATION else "__Host-"
        return f"{prefix}redress_{self.kind}" + (f"_{subject}" if subject else "")

    def read(self, request: HttpRequest, subject: str = "") -> Any | None:
        """The value; None when the browser sends no such cookie. Raises CookieUnreadable."""
        sealed = request.COOKIES.get(self.name(subject))
        if not sealed:
            return None
        try:
            packed = open_sealed(self._purpose(subject), base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
        except (SealBroken, binascii.Error, ValueError) as error:
            raise CookieUnreadable from error
        minute, value = json.loads(zlib.decompressobj(_RAW_DEFLATE).decompress(packed, _MAXIMUM_OPENED))
        # The browser forgets it by then; a copy of the cookie does not. Clocks of two machines differ a little.
        if not -_CLOCKS_DIFFER <= time.time() - 60 * minute < self.seconds + _CLOCKS_DIFFER:
            raise CookieUnreadable
        return value

    def write(self, response: HttpResponse, value: object, subject: str = "") -> None:
        """Have the browser keep a JSON value from now on. Raises CookieTooLarge, and then the response is unchanged."""
        plain = json.dumps([int(time.time() // 60), value], ensure_ascii=False, separators=(",", ":"))
        deflate = zlib.compressobj(wbits=_RAW_DEFLATE)
        packed = deflate.compress(plain.encode()) + deflate.flush()
        sealed = base64.urlsafe_b64encode(seal(self._purpose(subject), packed)).rstrip(b"=").decode()
        name = self.name(subject)
        response.set_cookie(
            name,
            sealed,
            max_age=self.seconds,
            path="/",
            secure=not settings.DEMONSTRATION,
            httponly=True,
            samesite="Lax",
        )
        if len(response.cookies[name].OutputString()) > MAXIMUM_BYTES:
            del response.cookies[name]
            raise CookieTooLarge

    def delete(self, response: HttpResponse, subject: str = "") -> None:
        """Have the browser forget it."""
        response.delete_cookie(self.name(subject), path="/", samesite="Lax")

    def _purpose(self, subject: str) -> str:
        return f"cookie|{_SHAPE}|{self.kind}|{subject}"
