"""Who answers an error that no view has answered: the API with a problem document, the pages with a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from claims.api.problems import problem_for
from intake import errors as pages

_API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be read."""
    return _answer(request, "bad_request", pages.bad_request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not allowed."""
    return _answer(request, "permission_denied", pages.permission_denied)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such address."""
    return _answer(request, "not_found", pages.not_found)


def content_too_large(request: HttpRequest) -> HttpResponse:
    """413: the body is above the limit."""
    return _answer(request, "content_too_large", pages.content_too_large)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _answer(request, "server_error", pages.server_error)


def _answer(request: HttpRequest, code: str, page: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    return problem_for(request, code) if request.path_info.startswith(_API) else page(request)
