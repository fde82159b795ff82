"""What holds for every request, whichever door it comes through."""

import logging
import re
import time
from collections.abc import Callable
from typing import Final
from uuid import uuid4

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

from config.errors import content_too_large

log = logging.getLogger("redress.request")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestLogMiddleware:
    """One line a request: method, route pattern, status, milliseconds. Never a path, query, address or body."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Time the request and log what is safe to say about it."""
        began = time.perf_counter()
        request_id = uuid4().hex
        request.META["REQUEST_ID"] = request_id
        response = self._get_response(request)
        match = request.resolver_match
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        log.log(
            level,
            "request",
            extra={
                "request": request_id,
                "method": request.method if request.method in _METHODS else "other",
                "route": match.route if match else None,
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            },
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Log an unhandled error by type and place; Django then answers 500."""
        log.error("unhandled_error", exc_info=exception, extra={"request": request.META.get("REQUEST_ID")})


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class BodyLimitMiddleware:
    """Refuse a body above the limit by its announced length, before any of it is read (413)."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413, or pass the request on."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit() or len(length) > 12:
            return content_too_large(request)
        if int(length) > settings.BODY_LIMIT and int(length) > _limit_of(request):
            return content_too_large(request)
        return self._get_response(request)


# Forms of counsel's that ask for a file.
_WITH_FILE: Final = re.compile(r"/counsel/cases/[^/]+/list/(notices/add|cells/[^/]+/[^/]+/change)/")


def _limit_of(request: HttpRequest) -> int:
    """How large this body may be. A stranger's is never read beyond the common limit."""
    if _WITH_FILE.fullmatch(request.path_info) and SESSION_KEY in request.session:
        return settings.UPLOAD_BODY_LIMIT
    return settings.BODY_LIMIT


class ContentSecurityPolicyMiddleware:
    """Send the policy of all answers (settings.CONTENT_SECURITY_POLICY), and what a page adds to it by `csp_update`.

    django-csp writes it. Its own middleware would do so for every answer anew, twice.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the header."""
        response = self._get_response(request)
        if HEADER not in response.headers:
            update = getattr(response, "_csp_update", None)
            response.headers[HEADER] = build_policy(update=update) if update else self._policy
        return response


class PrivacyHeadersMiddleware:
    """Keep dynamic answers out of every cache and other sites out of ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers; static files have set their own caching already."""
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
        )
        return response
