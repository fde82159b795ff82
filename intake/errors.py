"""Error pages in the reader's language. They never quote the request. (`config.errors` answers for the API.)

Nothing here asks the database or who is logged in: these pages are for when something is wrong.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from intake.render import address, render

#: By code: the heading, and what to do.
_SAID: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "bad_request": (
        gettext_lazy("We could not read what was sent"),
        gettext_lazy("Please go back, check the page and send it again."),
    ),
    "permission_denied": (
        gettext_lazy("This page is not open to you"),
        gettext_lazy("If you think that it should be, please contact us."),
    ),
    "csrf_failed": (
        gettext_lazy("The page could not be sent"),
        gettext_lazy(
            "To keep others from sending forms in your name, we check that each one comes from a page that we gave to "
            "your browser. Please allow cookies for this site, go back, reload the page and send it again."
        ),
    ),
    "not_found": (
        gettext_lazy("There is no such page"),
        gettext_lazy("If you typed the address, please check it. If you followed a link, it may be out of date."),
    ),
    "content_too_large": (
        gettext_lazy("That was too much to send"),
        gettext_lazy("Please go back, shorten what you wrote and send it again."),
    ),
    "too_many_requests": (
        gettext_lazy("Too many requests came from your network"),
        gettext_lazy("Many people may share one network address. Your answers are not lost."),
    ),
    "server_error": (
        gettext_lazy("Something went wrong on our side"),
        gettext_lazy("We have a record of the failure and will look into it. Please try again in a few minutes."),
    ),
    "unavailable": (
        gettext_lazy("We cannot take this in at the moment"),
        gettext_lazy(
            "Nothing was submitted. Your answers are still in your browser. Please go back and try again in a few "
            "minutes."
        ),
    ),
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    return _answer(request, HTTPStatus.BAD_REQUEST, "bad_request")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not allowed."""
    return _answer(request, HTTPStatus.FORBIDDEN, "permission_denied")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form does not come from a page of ours, or the browser keeps no cookies (settings.CSRF_FAILURE_VIEW)."""
    return _answer(request, HTTPStatus.FORBIDDEN, "csrf_failed")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page."""
    return _answer(request, HTTPStatus.NOT_FOUND, "not_found")


def content_too_large(request: HttpRequest) -> HttpResponse:
    """413: the body is above the limit."""
    return _answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "content_too_large")


def too_many_requests(request: HttpRequest, seconds: int) -> HttpResponse:
    """429: the limit of a public door; `seconds` until it opens again, said on the page and in Retry-After."""
    with translation.override(_language(request)):
        when = ngettext(
            "Please try again in %(seconds)s second.", "Please try again in %(seconds)s seconds.", seconds
        ) % {"seconds": seconds}
    response = _answer(request, HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", when)
    response.headers["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "server_error")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database cannot be had, so nothing was acknowledged."""
    response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable")
    response.headers["Retry-After"] = "60"
    return response


def _answer(request: HttpRequest, status: HTTPStatus, code: str, more: str = "") -> HttpResponse:
    # Some errors happen before any middleware has chosen the language.
    with translation.override(_language(request)):
        title, text = (str(words) for words in _SAID[code])
        return render(
            request,
            "intake/message.html",
            {
                "paragraphs": [text, more] if more else [text],
                "action_url": address("home"),
                "action": _("Go to the home page"),
            },
            title=title,
            status=status,
        )


def _language(request: HttpRequest) -> str:
    return get_language_from_request(request, check_path=True)
