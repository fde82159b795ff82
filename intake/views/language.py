from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_from_request


def choose_language(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the pages in the language that the browser prefers."""
    return redirect(f"/{get_language_from_request(request)}/")
