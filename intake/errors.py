"""Error answers: in the reader's language on pages, as problems (RFC 9457) under /api/. They never quote the request."""

from django.http import HttpRequest, HttpResponse, JsonResponse


def _answer(request: HttpRequest, status: int, code: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"status": status, "code": code}, status=status, content_type="application/problem+json")
    return HttpResponse(code, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    return _answer(request, 400, "bad_request")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not allowed."""
    return _answer(request, 403, "permission_denied")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page."""
    return _answer(request, 404, "not_found")


def content_too_large(request: HttpRequest) -> HttpResponse:
    """413: the body is above the limit."""
    return _answer(request, 413, "content_too_large")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _answer(request, 500, "server_error")
