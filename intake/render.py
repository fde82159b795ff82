"""Pages as HTML: what a page says, within a frame that is the same around all of them.

Templates are rendered without Django's context processors: nothing here may ask who is logged in. The frame is
rendered once for each language and then only filled in, and addresses are looked up once: together they cost as much
as the rest of a request.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intake.journey.fields import Text

_OTHER = {"ko": "en", "en": "ko"}
#: Stands around the names of the slots while the frame is cut; no text of ours has it.
_CUT = "\ue000"


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    title: Text,
    back: str = "",
    wrong: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Render a page in the current language, with the way to the same page in the other one.

    `title` is the page's name in the browser, said to be an error where something is `wrong`; `back` the address of
    the page before. Forms need `csrf_token` in the context. No query is made here.
    """
    language = _language()
    filled = {
        "title": escape(f"{_('Error:')} {title}" if wrong else title),
        "other_url": escape(_other_url(request, language)),
        "back": fragment("intake/back.html", {"url": back}) if back else "",
        "main": fragment(template, {"title": title, **(context or {})}),
    }
    pieces = _frame(language)
    return HttpResponse(
        "".join(filled[piece] if index % 2 else piece for index, piece in enumerate(pieces)), status=status
    )


def fragment(template: str, context: Mapping[str, Any]) -> SafeString:
    """Render a part of a page."""
    return _template(template).render(context)


def address(name: str, *args: str) -> str:
    """The address of one of the public pages, in the current language. `args` are slugs that exist."""
    return _address(_language(), name, args)


class SeeOther(HttpResponseRedirect):
    """303: what came as POST goes on as GET, so back and reload never send a form again."""

    status_code = 303


def see_other(name: str, *args: str) -> HttpResponse:
    """Lead to another of the public pages."""
    return SeeOther(address(name, *args))


@cache
def _frame(language: str) -> list[str]:
    """The frame of one language, cut at its slots: text and names of slots by turns."""
    slots = {name: SafeString(f"{_CUT}{name}{_CUT}") for name in ("title", "other_url", "back", "main")}
    frame = {"language": language, "other_language": _OTHER[language], "demonstration": settings.DEMONSTRATION}
    return fragment("intake/frame.html", {**frame, **slots}).split(_CUT)


@cache
def _template(name: str) -> Any:
    return loader.get_template(name)


@lru_cache(maxsize=1000)
def _address(language: str, name: str, args: tuple[str, ...]) -> str:
    return reverse(f"intake:{name}", args=args)


def _language() -> str:
    return "en" if get_language() == "en" else "ko"


def _other_url(request: HttpRequest, language: str) -> str:
    """The same place in the other language; the home page from an address that is none of ours."""
    prefix, other = f"/{language}/", f"/{_OTHER[language]}/"
    if request.resolver_match is None or not request.path_info.startswith(prefix):
        return other
    return other + request.path_info.removeprefix(prefix)
