"""Refusals in the site's frame. They never quote the request."""

from django.http import Http404, HttpRequest, HttpResponse

from claims.admin.pages import page


def not_found(request: HttpRequest) -> HttpResponse:
    """404, the same for what does not exist and for what belongs to a case of others."""
    return page(request, "errors/not_found.html", {}, status=404)


def forbidden(request: HttpRequest) -> HttpResponse:
    """403: the case is theirs, the act is not."""
    return page(request, "errors/forbidden.html", {}, status=403)


def no_such_page(request: HttpRequest, url: str) -> HttpResponse:
    """Whatever address the site does not have."""
    raise Http404
